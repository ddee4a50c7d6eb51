package dev.flowguard.agent.sql;

import java.util.EnumSet;
import java.util.Set;

/** How a database reads the text of a statement, as far as databases differ in it. */
public enum SqlDialect {
  POSTGRESQL(Trait.NESTED_COMMENTS, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS),
  /** MariaDB too, in their usual modes: a backslash escapes, double quotes may enclose a string. */
  MYSQL(Trait.BACKSLASHES, Trait.HASH_COMMENTS),
  SQL_SERVER(Trait.NESTED_COMMENTS, Trait.BRACKETS),
  ORACLE(Trait.COLON_PARAMETERS, Trait.Q_QUOTES),
  /** Names of parameters are numbered at their first occurrence. */
  SQLITE(Trait.BRACKETS, Trait.COLON_PARAMETERS, Trait.NAMES_NUMBERED_ONCE),
  H2(Trait.NESTED_COMMENTS, Trait.DOLLAR_QUOTES, Trait.DOLLAR_PARAMETERS, Trait.SLASH_COMMENTS),
  /** HSQLDB, Derby, Db2 and all else that follows the standard. */
  STANDARD;

  /** A difference. */
  enum Trait {
    /** A backslash escapes the character after it in any string. */
    BACKSLASHES,
    /** {@code #} begins a comment; elsewhere it is an operator or part of a name. */
    HASH_COMMENTS,
    /** {@code //} begins a comment. */
    SLASH_COMMENTS,
    /** A comment within a comment has an end of its own. */
    NESTED_COMMENTS,
    /** {@code [name]}; elsewhere mostly a subscript. */
    BRACKETS,
    /** {@code $tag$text$tag$}. */
    DOLLAR_QUOTES,
    /** {@code $1} is the first parameter. */
    DOLLAR_PARAMETERS,
    /** {@code :name} is a parameter. */
    COLON_PARAMETERS,
    /** The second {@code :name} is the same parameter, not another; so are {@code @name, $name}. */
    NAMES_NUMBERED_ONCE,
    /** {@code q'[text]'}. */
    Q_QUOTES
  }

  private final Set<Trait> traits = EnumSet.noneOf(Trait.class);

  SqlDialect(Trait... traits) {
    for (Trait trait : traits) {
      this.traits.add(trait);
    }
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }
}
