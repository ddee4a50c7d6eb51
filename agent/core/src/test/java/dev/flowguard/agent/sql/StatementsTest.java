package dev.flowguard.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The statements of {@code statements.txt}. */
class StatementsTest {
  private record Case(String name, SqlDialect dialect, String sql, String expected) {}

  @TestFactory
  List<DynamicTest> tablesWritesAndResultsAreKnown() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Case statement : cases()) {
      tests.add(
          dynamicTest(
              statement.name,
              () ->
                  assertThat(describe(StatementColumns.of(statement.sql, statement.dialect)))
                      .isEqualTo(statement.expected)));
    }
    return tests;
  }

  @Test
  void thereAreStatementsOfEachDialect() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(60);
    assertThat(cases()).extracting(Case::dialect).contains(SqlDialect.values());
  }

  @Test
  void aTruncatedStatementIsReadToo() throws IOException {
    for (Case statement : cases()) {
      for (int length = 0; length < statement.sql.length(); length++) {
        for (SqlDialect dialect : SqlDialect.values()) {
          StatementColumns.of(statement.sql.substring(0, length), dialect);
        }
      }
    }
  }

  private static List<Case> cases() throws IOException {
    String text;
    try (InputStream in = StatementsTest.class.getResourceAsStream("statements.txt")) {
      text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Case> cases = new ArrayList<>();
    String[] blocks = text.split("\n== ");
    for (int i = 1; i < blocks.length; i++) {
      String head = blocks[i].substring(0, blocks[i].indexOf('\n'));
      String body = blocks[i].substring(blocks[i].indexOf('\n') + 1);
      int colon = head.indexOf(": ");
      int result = body.indexOf("\n-> ");
      cases.add(
          new Case(
              head.substring(colon + 2),
              SqlDialect.valueOf(head.substring(0, colon).toUpperCase(Locale.ROOT)),
              body.substring(0, result),
              body.substring(result + 1).strip().replaceAll(" *\n", "\n")));
    }
    return cases;
  }

  private static String describe(StatementColumns statement) {
    StringBuilder text = new StringBuilder("-> tables:");
    for (String table : new TreeSet<>(statement.tables())) {
      text.append(' ').append(table);
    }
    Map<Integer, List<String>> written = new TreeMap<>();
    for (int parameter = 1; parameter < 20; parameter++) {
      for (SqlColumn column : statement.writtenColumns(parameter)) {
        written
            .computeIfAbsent(parameter, none -> new ArrayList<>())
            .add(parameter + " " + tables(column.tables()) + "." + column.name().text());
      }
    }
    if (!written.isEmpty()) {
      text.append("\n-> writes: ");
      text.append(String.join(", ", written.values().stream().flatMap(List::stream).toList()));
    }
    if (statement.hasUnknownWrites()) {
      text.append("\n-> unknown writes");
    }
    if (statement.items() != null) {
      text.append("\n-> results: ").append(items(statement.items()));
    }
    return text.toString();
  }

  private static String items(List<SelectItem> items) {
    List<String> texts = new ArrayList<>();
    for (SelectItem item : items) {
      String text =
          switch (item.kind()) {
            case COLUMN ->
                item.tables().isEmpty()
                    ? "computed"
                    : tables(item.tables()) + "." + item.name().text();
            case STAR -> "*" + tables(item.tables());
            case CONSTANT -> "constant";
            case COMPUTED -> "computed";
          };
      texts.add(text.equals("computed") || item.isCertain() ? text : text + "?");
    }
    return String.join(", ", texts);
  }

  private static String tables(List<SqlTable> tables) {
    List<String> names = new ArrayList<>();
    for (SqlTable table : tables) {
      SqlName schema = table.schema();
      names.add((schema == null ? "" : schema.text() + ".") + table.name().text());
    }
    return String.join("|", names);
  }
}
