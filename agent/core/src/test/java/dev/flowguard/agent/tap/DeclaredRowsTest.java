package dev.flowguard.agent.tap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.spi.RowColumn;
import dev.flowguard.agent.spi.RowDriver;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which values of rows are captured. */
class DeclaredRowsTest {
  private static final String CONTENT = "We met at the old harbour and talked until it was dark";
  private static final String OWNED =
      "{ jdbc: chat_message.content, owner: chat_message.user_id, document: chat_message.id }";

  private final ProtectedContent content = new ProtectedContent();
  private final TappedLibraries drivers = new TappedLibraries();
  private final RecentValues recent = new RecentValues();
  private final DeclaredRows rows = new DeclaredRows(content, drivers, recent);
  private final FakeDriver driver = new FakeDriver();

  /** A driver whose result sets are the texts of their statements. */
  private final class FakeDriver implements RowDriver {
    private final List<RowColumn> columns = new ArrayList<>();
    private final List<Object> asked = new ArrayList<>();
    private boolean isAsked;

    @Override
    public Language language() {
      return Language.STANDARD;
    }

    @Override
    public Object statement(Object resultSet) {
      return resultSet;
    }

    @Override
    public @Nullable String text(Object statement) {
      return null;
    }

    @Override
    public List<RowColumn> columns(Object resultSet) throws Exception {
      isAsked = true;
      assertThat(rows.hasDeclared(this, resultSet)).isFalse();
      return columns;
    }

    @Override
    public @Nullable Object value(Object resultSet, int column) throws Exception {
      asked.add(column);
      // As drivers whose own reads pass the same hooks.
      rows.read(this, resultSet, column, CONTENT + " read by the guard");
      return column == 1 ? 42 : column == 2 ? null : CONTENT;
    }
  }

  private static Policy policy(String sources) {
    PolicyFile.Reading reading =
        PolicyFile.read(
            "p.yaml",
            ("policy: p\nprocessors: { stripe: { catalogue: stripe } }\ncategories: { chats: {"
                    + " sources: ["
                    + sources
                    + "] } }\nrules: [{ id: r, never: [chats], reach: [stripe] }]\n")
                .getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(reading.policy(), () -> reading.problems().toString());
  }

  private Object resultSet(String sql, String... names) {
    Object resultSet = new Object();
    rows.states(resultSet, sql);
    driver.columns.clear();
    for (String name : names) {
      driver.columns.add(new RowColumn(null, "chat_message", name, name));
    }
    return resultSet;
  }

  private int known() {
    return content.stats().documents();
  }

  @Test
  void capturesDeclaredColumnsAndNoOthers() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select id, content from chat_message", "id", "content");

    rows.read(driver, row, 1, CONTENT);
    assertThat(known()).isZero();
    rows.read(driver, row, 2, CONTENT);

    assertThat(known()).isOne();
  }

  @Test
  void asksNoDriverWhereAStatementNamesNoDeclaredTable() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_messages", "content");

    rows.read(driver, row, 1, CONTENT);

    assertThat(driver.isAsked).isFalse();
    assertThat(known()).isZero();
    SourceStatus status = rows.statuses().get(0);
    assertThat(status.why()).isEmpty();
    drivers.woven("a driver", Set.of(SourceKind.JDBC));
    status = rows.statuses().get(0);
    assertThat(status.state()).isEqualTo(SourceStatus.State.NEVER_FIRED);
    assertThat(status.why()).isEqualTo("statements name chat_messages (1)");
  }

  @Test
  void doesNotTakeItsOwnReadsForTheApplications() throws Exception {
    rows.use(policy(OWNED + ", { jdbc: chat_message.id }"));
    Object row = resultSet("select * from chat_message", "id", "user_id", "content");

    rows.read(driver, row, 3, CONTENT);

    assertThat(driver.asked).contains(1, 2);
    assertThat(known()).isOne();
  }

  @Test
  void readsTheApplicationsColumnAgainAfterAnOwnerThatIsNull() throws Exception {
    rows.use(policy(OWNED));
    Object row = resultSet("select * from chat_message", "id", "user_id", "content");

    rows.read(driver, row, 3, CONTENT);

    assertThat(driver.asked).containsExactly(2, 3, 1);
  }

  @Test
  void capturesAgainWhatWasForgottenAndIsRead() throws Exception {
    rows.use(policy(OWNED));
    Object row = resultSet("select * from chat_message", "id", "user_id", "content");
    rows.read(driver, row, 3, CONTENT);

    assertThat(content.forget("chat_message#42")).isOne();
    recent.clear();
    assertThat(known()).isZero();
    rows.read(driver, row, 3, CONTENT);

    assertThat(known()).isOne();
  }

  @Test
  void countsAValueThatIsReadAgainOnce() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");

    rows.read(driver, row, 1, CONTENT);
    rows.read(driver, row, 1, CONTENT);

    assertThat(rows.statuses().get(0).captured()).isOne();
  }

  @Test
  void capturesWhatIsComputedUnlessThePolicyDeniesIt() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content, computed: no }"));
    Object row = resultSet("select f(content) as f from chat_message");
    driver.columns.add(new RowColumn(null, null, null, "f"));
    rows.read(driver, row, 1, CONTENT);
    assertThat(known()).isZero();

    rows.use(policy("{ jdbc: chat_message.content }"));
    rows.read(driver, row, 1, CONTENT);

    assertThat(known()).isOne();
  }

  @Test
  void capturesTheTextsInJson() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");

    rows.read(
        driver, row, 1, "{\"id\":7,\"texts\":[\"" + CONTENT + "\",\"and then " + CONTENT + "\"]}");

    assertThat(known()).isEqualTo(3);
  }

  @Test
  void ignoresTextsThatAreTooShortUnlessTheyAreWords() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");

    rows.read(driver, row, 1, "See you at 6");

    assertThat(known()).isZero();
  }

  @Test
  void capturesParametersThatAreWrittenToDeclaredColumns() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object statement = resultSet("insert into chat_message (note, content) values (?, ?)");

    rows.written(driver, statement, 1, CONTENT);
    assertThat(known()).isZero();
    rows.written(driver, statement, 2, CONTENT);

    assertThat(known()).isOne();
  }

  @Test
  void capturesNothingOfAPolicyThatIsNoLongerInForce() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");
    assertThat(rows.hasDeclared(driver, row)).isTrue();

    rows.use(policy("{ jdbc: invoice.text }"));

    assertThat(rows.hasDeclared(driver, row)).isFalse();
  }

  @Test
  void decidesAnewOfAResultSetThatIsUsedForAnotherStatement() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");
    rows.read(driver, row, 1, CONTENT);
    rows.read(driver, row, 1, CONTENT + " again");
    assertThat(known()).isEqualTo(2);

    Thread closing = new Thread(() -> rows.over(row));
    closing.start();
    closing.join();
    rows.states(row, "select text from invoice");
    rows.read(driver, row, 1, CONTENT + " and again");

    assertThat(known()).isEqualTo(2);
  }

  @Test
  void askingOnceMoreAllocatesNothing() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object other = resultSet("select text from invoice", "text");
    Object row = resultSet("select id, content from chat_message", "id", "content");
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    boolean isDeclared = true;
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 3; round++) { // classes are loaded in the first
      isDeclared &= rows.hasDeclared(driver, row);
      rows.hasDeclared(driver, other);
      rows.hasDeclared(driver, other);
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        isDeclared &= !rows.hasDeclared(driver, other);
      }
      allocated = threads.getCurrentThreadAllocatedBytes() - before;
    }

    assertThat(isDeclared).isTrue();
    assertThat(allocated).isLessThan(1_000);
  }

  @Test
  void capturesThePartsOfAStreamAsTheyCome() throws Exception {
    rows.use(policy("{ jdbc: chat_message.content }"));
    Object row = resultSet("select content from chat_message", "content");
    var stream = Objects.requireNonNull(rows.stream(driver, row, 1));

    for (char c : CONTENT.toCharArray()) {
      stream.add(new char[] {c}, 0, 1);
    }
    assertThat(known()).isZero();
    stream.end();

    assertThat(known()).isOne();
  }

  private int knownAfterWriting(String source, String sql, int parameter) throws Exception {
    rows.use(policy(source));
    Object statement = resultSet(sql);
    assertThat(known()).isZero();
    rows.written(driver, statement, parameter, CONTENT);
    return known();
  }

  @Test
  void capturesWhatAnInsertWithoutColumnsMayWriteToTheColumn() throws Exception {
    String sql = "insert into Chat_Message values (?, ?, ?)";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content }", sql, 2)).isOne();
  }

  @Test
  void capturesWhatAMergeMayWriteToTheColumn() throws Exception {
    String sql =
        "merge into chat_message m using (values (?, ?)) s (id, c) on m.id = s.id"
            + " when not matched then insert (id, content) values (s.id, s.c)";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content }", sql, 2)).isOne();
  }

  @Test
  void capturesNothingThatIsOnlyPerhapsWrittenWithoutComputedValues() throws Exception {
    String sql = "insert into chat_message values (?, ?, ?)";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content, computed: no }", sql, 2)).isZero();
  }

  @Test
  void capturesNothingThatAnInsertWithoutColumnsWritesToAnotherTable() throws Exception {
    String sql = "insert into chat_note values (?, ?, ?)";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content }", sql, 2)).isZero();
  }

  @Test
  void capturesNothingThatIsKnownToBeWrittenToAnotherColumn() throws Exception {
    String sql = "insert into chat_message (note, content) select ?, x.* from (select ? as c) x";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content }", sql, 1)).isZero();
  }

  @Test
  void capturesNoParametersOfAQueryThatIsTooLongToBeRead() throws Exception {
    String sql = "select content from chat_message where id in (" + "?, ".repeat(30_000) + "?)";

    assertThat(knownAfterWriting("{ jdbc: chat_message.content }", sql, 2)).isZero();
  }
}
