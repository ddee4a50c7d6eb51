package dev.flowguard.rules.policy;

import java.util.List;

/**
 * A part of a YAML file, independent of the parser: the files of the jar are parsed when it is
 * built.
 */
sealed interface Node {
  /** From 1; 0 in a file that was parsed by the build. */
  int line();

  /** From 1; 0 in a file that was parsed by the build. */
  int column();

  /**
   * A text.
   *
   * @param isPlain true if it has no quotes
   */
  record Scalar(String text, boolean isPlain, int line, int column) implements Node {}

  /** A list. */
  record Sequence(List<Node> items, int line, int column) implements Node {}

  /** Keys with values, in the order of the file; keys may repeat. */
  record Mapping(List<Pair> pairs, int line, int column) implements Node {}

  /** A key, which may be any node, and its value. */
  record Pair(Node key, Node value) {}
}
