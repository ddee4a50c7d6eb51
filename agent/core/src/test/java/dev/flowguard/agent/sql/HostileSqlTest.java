package dev.flowguard.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileSqlTest {
  private static final DeclaredColumn CONTENT = DeclaredColumn.parse("chat_message.content");

  /** Most characters and tokens that are looked at, for each character of the text. */
  private static final int STEPS = 40;

  /** Long enough for what grows with the square to exceed that many times over. */
  private static final int LENGTH = SqlTokenizer.MAX_LENGTH / 4;

  /** A text that counts how often a character is read. */
  private static final class CountedText implements CharSequence {
    private final String text;
    private final AtomicLong steps;

    CountedText(String text, AtomicLong steps) {
      this.text = text;
      this.steps = steps;
    }

    @Override
    public char charAt(int index) {
      steps.incrementAndGet();
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      steps.addAndGet(end - start);
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      throw new AssertionError("the whole text is copied");
    }
  }

  private static long steps(String sql, SqlDialect dialect) {
    AtomicLong steps = new AtomicLong();
    List<SqlToken> tokens = SqlTokenizer.tokens(new CountedText(sql, steps), dialect);
    SqlTokens counted =
        new SqlTokens(tokens) {
          @Override
          SqlToken at(int position) {
            steps.incrementAndGet();
            return super.at(position);
          }
        };
    StatementReader.read(counted, sql.length() > SqlTokenizer.MAX_LENGTH);
    return steps.get();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "((a)",
        "'",
        "\"",
        "`",
        "[",
        "/*",
        "/*!",
        "*/",
        "--",
        "#",
        "$",
        "$a",
        "$a$",
        "$$$a$a",
        "?",
        "?|",
        ":a",
        "@a",
        "{",
        "{fn ",
        "E'",
        "q'[",
        "nq'",
        "\\",
        "\0",
        "a.",
        "a,",
        ";",
        "*",
        "from ",
        "from (",
        "from a, ",
        "from a from ",
        "from system_time ",
        "from a join ",
        "using a ",
        "using (select 1) ",
        "is distinct from ",
        "select ",
        "select a, ",
        "select a from t, ",
        "(select ",
        "select (select a from (",
        "select * from t union ",
        "insert ",
        "insert into a ",
        "insert into a (b) ",
        "insert into a (b) values (?), ",
        "insert into a (b) values ((",
        "insert into a (b) select ? ",
        "insert into a (b) values ((insert into a (b) values (",
        "insert into a (b) values ((with insert into a (b) values (",
        "insert all into a then into ",
        "then into a ",
        "insert into a (b) do update set c = ? ",
        "update ",
        "update a ",
        "update a set b = ?, ",
        "update a set b = ? ",
        "update a set b = (update a set b = (",
        "update a set b = (x update a set b = (x ",
        "update a set (b, c) = (update ",
        "update a set (b, c) = (select ?, (select ",
        "duplicate key update a = ? ",
        "with a as (",
        "a as materialized ((",
        "a (b) as (select ",
        "merge into a using b ",
        "returning a, ",
        "output a, ",
        "top (1) ",
        "distinct ",
        "partition (a) "
      })
  void repeatedTextTakesTimeInProportion(String part) {
    for (SqlDialect dialect : SqlDialect.values()) {
      for (String head :
          List.of("", "select a from t ", "insert into t (a) values (?) ", "insert all ")) {
        String sql = head + part.repeat(LENGTH / part.length());

        assertThat(steps(sql, dialect))
            .as("steps for '%s' repeated after '%s' in %s", part, head, dialect)
            .isLessThan((long) STEPS * LENGTH);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(SqlDialect.class)
  void manyResultsOfManyTablesAreUnknown(SqlDialect dialect) {
    String sql = "select " + "a,".repeat(12_000) + "a from " + "t,".repeat(12_000) + "t";

    assertThat(steps(sql, dialect)).isLessThan((long) STEPS * sql.length());
    assertThat(StatementColumns.of(sql, dialect).items()).isNull();
  }

  @ParameterizedTest
  @EnumSource(SqlDialect.class)
  void anyWordsInAnyOrderAreRead(SqlDialect dialect) {
    String[] parts = {
      "select",
      "from",
      "insert",
      "into",
      "update",
      "set",
      "values",
      "with",
      "as",
      "union",
      "using",
      "merge",
      "returning",
      "output",
      "on",
      "duplicate",
      "key",
      "conflict",
      "do",
      "(",
      ")",
      "(",
      ")",
      ",",
      ".",
      "=",
      "*",
      "?",
      "'",
      "\"",
      "`",
      "[",
      "]",
      "$$",
      "$1",
      ":a",
      "--",
      "\n",
      "/*",
      "*/",
      "#",
      ";",
      "{",
      "}",
      "chat_message",
      "content",
      "t",
      "1",
      "\0",
      "\uD800",
      "E'",
      "\\"
    };
    Random random = new Random(dialect.ordinal());
    for (int round = 0; round < 3_000; round++) {
      StringBuilder sql = new StringBuilder();
      for (int i = random.nextInt(40); i >= 0; i--) {
        sql.append(parts[random.nextInt(parts.length)]).append(random.nextBoolean() ? " " : "");
      }
      StatementColumns statement = StatementColumns.of(sql, dialect);
      ReadColumns.of(
          statement,
          List.of(ResultColumn.labelled("a"), ResultColumn.labelled(null)),
          List.of(CONTENT));
      assertThat(statement.written(1, List.of(CONTENT))).hasSizeLessThan(2);
    }
  }

  @Test
  void ofALongTextOnlyTheBeginningIsRead() {
    AtomicLong steps = new AtomicLong();
    String sql = "insert into chat_message (content) values (?)" + ", (?)".repeat(2_000_000);

    SqlTokenizer.tokens(new CountedText(sql, steps), SqlDialect.MYSQL);

    assertThat(sql.length()).isGreaterThan(10_000_000);
    assertThat(steps.get()).isLessThan((long) STEPS * SqlTokenizer.MAX_LENGTH);
    assertThat(StatementColumns.of(sql, SqlDialect.MYSQL).hasUnknownWrites()).isTrue();
  }

  @Test
  void deepParenthesesNeedNoStack() {
    String open = "(".repeat(30_000);
    StatementColumns statement =
        StatementColumns.of(
            "update chat_message set content = " + open + "?" + ")".repeat(30_000),
            SqlDialect.POSTGRESQL);

    assertThat(statement.written(1, List.of(CONTENT))).containsExactly(CONTENT);
  }

  @Test
  void whatIsNotClosedEndsWithTheText() {
    for (String end :
        List.of("'a", "\"a", "`a", "[a", "/* a", "/* /* */", "E'\\", "$a$ $a", "((")) {
      for (SqlDialect dialect : SqlDialect.values()) {
        StatementColumns statement =
            StatementColumns.of("update chat_message set content = ?, title = " + end, dialect);

        assertThat(statement.written(1, List.of(CONTENT))).containsExactly(CONTENT);
        assertThat(statement.names(CONTENT)).isTrue();
      }
    }
  }

  @Test
  void nulIsASpace() {
    StatementColumns statement =
        StatementColumns.of("update\0chat_message\0set\0content\0=\0?\0", SqlDialect.STANDARD);

    assertThat(statement.written(1, List.of(CONTENT))).containsExactly(CONTENT);
  }
}
