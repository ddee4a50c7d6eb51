package dev.flowguard.agent.taps.r2dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowguard.agent.spi.RowDriver.Language;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementTextTest {
  @Test
  void namesOfParametersBecomeQuestionMarks() {
    assertEquals(
        "insert into m (a, b, c) values (?, ?, ?)",
        mysql("insert into m (a, b, c) values (?id, :content, ?)").sql());
  }

  @Test
  void aNameIsWhereItsParametersAre() {
    StatementText text = mysql("update m set a = :a, b = ?, c = :a where d = :aa");

    assertEquals(List.of(1, 3), text.positions("a"));
    assertEquals(List.of(4), text.positions("aa"));
    assertEquals(List.of(), text.positions("b"));
  }

  @Test
  void stringsQuotedNamesAndCommentsHaveNoParameters() {
    String sql =
        "select ':a it''s ?', \"\\\":a\", `:a` /* :a */ from m -- :a\n where b # :a\n = 'x:a'";

    assertEquals(sql, mysql(sql).sql());
    assertEquals(List.of(1), mysql(sql + " and c = :a").positions("a"));
  }

  @Test
  void colonsThatBeginNoNameStay() {
    String sql = "select @a := 1, b::text, c : d";

    assertEquals(sql, mysql(sql).sql());
  }

  @Test
  void whatIsNotClosedEndsWithTheText() {
    for (String sql : List.of("select 'a", "select /* a", "select 'a\\", "select -- a", ":")) {
      assertEquals(sql, mysql(sql).sql());
    }
  }

  @Test
  void otherDatabasesReadTheTextAsItIsGiven() {
    String sql = "select a::text from m where b = $1 and c ?| array[:x]";

    assertEquals(sql, new StatementText(Language.POSTGRESQL, sql).sql());
  }

  @Test
  void aBatchIsAllOfItsStatements() {
    assertEquals("select 1;\nselect 2", mysql("select 1").and("select 2").sql());
  }

  @Test
  void aBatchKeepsABoundedText() {
    StatementText batch = mysql("select 1");
    for (int i = 0; i < 1000; i++) {
      batch = batch.and("x".repeat(1000));
    }

    assertTrue(batch.sql().length() < 70_000);
  }

  private static StatementText mysql(String sql) {
    return new StatementText(Language.MYSQL, sql);
  }
}
