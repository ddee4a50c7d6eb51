package dev.flowguard.agent.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.DeclaredColumn;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The columns are as drivers report them for such statements. */
class ReadColumnsTest {
  private static final DeclaredColumn CONTENT = DeclaredColumn.parse("chat_message.content");
  private static final DeclaredColumn NAME = DeclaredColumn.parse("users.full_name");

  private static ResultColumn column(String table, String column, String label) {
    return new ResultColumn(null, table, column, label);
  }

  private static ResultColumn label(String label) {
    return ResultColumn.labelled(label);
  }

  /** For each column the declared ones, those it is computed from in parentheses. */
  private static List<String> reads(SqlDialect dialect, String sql, ResultColumn... columns) {
    return reads(StatementColumns.of(sql, dialect), columns);
  }

  private static List<String> reads(StatementColumns statement, ResultColumn... columns) {
    ReadColumns read = ReadColumns.of(statement, List.of(columns), List.of(CONTENT, NAME));
    List<String> texts = new ArrayList<>();
    for (int position = 1; position <= columns.length; position++) {
      StringBuilder text = new StringBuilder();
      for (ReadColumns.Read found : read.at(position)) {
        text.append(text.length() == 0 ? "" : " ");
        text.append(found.isComputed() ? "(" + found.column() + ")" : found.column());
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void aStatementThatNamesNoDeclaredTableReadsNone() {
    StatementColumns statement =
        StatementColumns.of("select content from note", SqlDialect.POSTGRESQL);

    assertThat(ReadColumns.candidates(statement, List.of(CONTENT, NAME))).isEmpty();
    assertThat(reads(statement, label("content"))).containsExactly("");
    assertThat(ReadColumns.of(statement, List.of(label("content")), List.of(CONTENT)).isEmpty())
        .isTrue();
  }

  @Test
  void metadataIsAskedForNamedTablesOnly() {
    StatementColumns statement = StatementColumns.of("select * from USERS", SqlDialect.POSTGRESQL);

    assertThat(ReadColumns.candidates(statement, List.of(CONTENT, NAME))).containsExactly(NAME);
  }

  @Test
  void theColumnOfTheMetadataIsDeclared() {
    assertThat(
            reads(
                SqlDialect.H2,
                "select m.id, m.content as body from chat_message m",
                column("CHAT_MESSAGE", "ID", "ID"),
                column("CHAT_MESSAGE", "CONTENT", "BODY")))
        .containsExactly("", "chat_message.content");
  }

  @Test
  void theSchemaOfTheMetadataCounts() {
    DeclaredColumn declared = DeclaredColumn.parse("app.chat_message.content");
    StatementColumns statement =
        StatementColumns.of("select * from chat_message", SqlDialect.MYSQL);
    List<ResultColumn> audit =
        List.of(new ResultColumn("audit", "chat_message", "content", "content"));
    List<ResultColumn> app = List.of(new ResultColumn("app", "chat_message", "content", "content"));

    assertThat(ReadColumns.of(statement, app, List.of(declared)).at(1)).hasSize(1);
    assertThat(ReadColumns.of(statement, audit, List.of(declared)).at(1)).isEmpty();
  }

  @Test
  void theTextDecidesWithoutMetadata() {
    assertThat(
            reads(
                SqlDialect.SQL_SERVER,
                "select m.id, m.content as body, u.full_name from chat_message m, users u",
                label("id"),
                label("body"),
                label("full_name")))
        .containsExactly("", "chat_message.content", "users.full_name");
  }

  @Test
  void aStarIsOfTheColumnsWithItsLabels() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select 1 as one, m.*, upper(m.title) as loud from chat_message m",
                label("ONE"),
                label("ID"),
                label("CONTENT"),
                label("LOUD")))
        .containsExactly("", "", "chat_message.content", "(chat_message.content)");
  }

  @Test
  void severalStarsAreOfTheColumnsWithTheirLabels() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select m.*, u.* from chat_message m join users u on u.id = m.user_id",
                label("ID"),
                label("CONTENT"),
                label("FULL_NAME")))
        .containsExactly("", "chat_message.content", "users.full_name");
  }

  @Test
  void aColumnBetweenStarsMayHaveAnotherLabel() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select u.*, m.content as c, t.* from chat_message m, users u, tag t",
                label("ID"),
                label("C"),
                label("TAG")))
        .allSatisfy(read -> assertThat(read).contains("(chat_message.content)"));
  }

  @Test
  void aStarOfAQueryIsComputed() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select * from (select m.id, upper(m.content) as shout from chat_message m) t",
                label("ID"),
                label("SHOUT")))
        .containsExactly("(chat_message.content)", "(chat_message.content)");
  }

  @Test
  void anExpressionIsComputed() {
    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                "select m.id, coalesce(m.content, '') from chat_message m",
                column("chat_message", "id", "id"),
                label("coalesce")))
        .containsExactly("", "(chat_message.content)");
  }

  @Test
  void aQueryUnderAnAliasIsComputedThoughTheDriverTakesTheAliasForATable() {
    assertThat(
            reads(
                SqlDialect.MYSQL,
                "select t.body from (select content as body from chat_message) t",
                column("t", "body", "body")))
        .containsExactly("(chat_message.content)");
  }

  @Test
  void anAliasThatIsCalledLikeATableIsNoTable() {
    assertThat(
            reads(
                SqlDialect.MYSQL,
                "select chat_message.body from (select content as body from chat_message) chat_message",
                column("chat_message", "body", "body")))
        .containsExactly("(chat_message.content)");
  }

  @Test
  void aColumnThroughAQueryIsDeclaredWhereTheDriverKnowsIt() {
    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                "select t.body, t.id from (select id, content as body from chat_message) t",
                column("chat_message", "content", "body"),
                column("chat_message", "id", "id")))
        .containsExactly("chat_message.content", "");
  }

  @Test
  void anotherTableOfTheStatementIsNotDeclared() {
    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                "select * from (select n.body, m.id from note n join chat_message m on m.id = n.id) t",
                column("note", "body", "body"),
                column("chat_message", "id", "id")))
        .containsExactly("", "");
  }

  @Test
  void theFirstTableOfAUnionIsNoProof() {
    assertThat(
            reads(
                SqlDialect.STANDARD,
                "select body from note union all select content from chat_message",
                column("NOTE", "BODY", "BODY")))
        .containsExactly("(chat_message.content)");
  }

  @Test
  void anAliasIsFollowedByTheTextWhereTheDriverHasTheLabelOnly() {
    assertThat(
            reads(
                SqlDialect.SQLITE,
                "select m.content as body, m.title as content from chat_message m",
                column("chat_message", null, "body"),
                column("chat_message", null, "content")))
        .containsExactly("chat_message.content", "");
  }

  @Test
  void theLabelOfAQueryIsComputedWhereTheDriverHasTheLabelOnly() {
    assertThat(
            reads(
                SqlDialect.SQLITE,
                "select t.body from (select m.content as body from chat_message m) t",
                column("chat_message", null, "body")))
        .containsExactly("(chat_message.content)");
  }

  @Test
  void aColumnThatMayBeOfAQueryIsDeclaredOrComputed() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select content, body from chat_message m, (select content body from chat_message) t",
                label("CONTENT"),
                label("BODY")))
        .containsExactly("chat_message.content", "(chat_message.content)");
  }

  @Test
  void aComputedColumnIsOfAllNamedTables() {
    assertThat(
            reads(
                SqlDialect.H2,
                "select concat(u.full_name, ': ', m.content) from chat_message m, users u",
                label("C1")))
        .containsExactly("(chat_message.content) (users.full_name)");
  }

  @Test
  void returnedColumnsAreKnown() {
    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                "insert into chat_message (content) values (?) returning id, content",
                label("id"),
                label("content")))
        .containsExactly("", "chat_message.content");
  }

  @Test
  void theMetadataOfACallDecidesAlone() {
    StatementColumns statement = StatementColumns.of("{call messages_of(?)}", SqlDialect.MYSQL);

    assertThat(ReadColumns.candidates(statement, List.of(CONTENT))).containsExactly(CONTENT);
    assertThat(
            reads(
                statement,
                column("chat_message", "content", "content"),
                column("note", "body", "body"),
                label("n")))
        .containsExactly("chat_message.content", "", "");
  }

  @Test
  void aCursorIsReadByItsMetadata() {
    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                "fetch forward 100 from messages",
                column("chat_message", "content", "content")))
        .containsExactly("chat_message.content");
  }

  @Test
  void withoutATextAllThatTheMetadataDoesNotProveIsComputed() {
    assertThat(reads((StatementColumns) null, column("chat_message", "content", "c"), label("x")))
        .containsExactly("chat_message.content", "(chat_message.content) (users.full_name)");
  }

  @Test
  void aTextThatIsTooLongIsReadByItsMetadata() {
    String sql =
        "select m.content, n.body from chat_message m, note n where m.id in ("
            + "12345, ".repeat(20_000)
            + "0)";

    assertThat(
            reads(
                SqlDialect.POSTGRESQL,
                sql,
                column("chat_message", "content", "content"),
                column("note", "body", "body"),
                label("?column?")))
        .containsExactly("chat_message.content", "", "(chat_message.content) (users.full_name)");
  }

  @Test
  void anotherNumberOfColumnsThanTheTextHasIsComputed() {
    assertThat(
            reads(
                SqlDialect.ORACLE,
                "select m.id, m.content from chat_message m",
                label("A"),
                label("B"),
                label("C")))
        .containsOnly("(chat_message.content)");
  }

  @Test
  void positionsBeyondTheResultSetAreNone() {
    ReadColumns read = ReadColumns.of(null, List.of(label("a")), List.of(CONTENT));

    assertThat(read.at(0)).isEmpty();
    assertThat(read.at(2)).isEmpty();
    assertThat(read.isEmpty()).isFalse();
  }
}
