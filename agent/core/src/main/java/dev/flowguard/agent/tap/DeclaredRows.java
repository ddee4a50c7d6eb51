package dev.flowguard.agent.tap;

import dev.flowguard.agent.spi.RowColumn;
import dev.flowguard.agent.spi.RowDriver;
import dev.flowguard.agent.spi.RowStream;
import dev.flowguard.agent.spi.Rows;
import dev.flowguard.agent.spi.WeakIdentityMap;
import dev.flowguard.agent.sql.ReadColumns;
import dev.flowguard.agent.sql.ResultColumn;
import dev.flowguard.agent.sql.StatementColumns;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.rules.capture.BodyReader;
import dev.flowguard.rules.payload.Leaf;
import dev.flowguard.rules.policy.Category;
import dev.flowguard.rules.policy.DeclaredColumn;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.Selection;
import dev.flowguard.rules.policy.Source;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.vocabulary.SourceKind;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The columns of databases that some source captures. What they are is decided once for each result
 * set and each statement; a value that was captured a moment ago costs a hash.
 *
 * <p>Thread-safe. A value is known when the application has it.
 */
public final class DeclaredRows implements Rows {
  /** Threads whose last result sets are remembered; a power of two. */
  private static final int SLOTS = 64;

  private final ProtectedContent content;
  private final StatementTexts texts = new StatementTexts();
  private final RecentValues recent;
  private final SeenTables near = new SeenTables();

  /** True while this thread asks a driver, whose own reads are nobody's. */
  private final ThreadLocal<Boolean> isAsking = new ThreadLocal<>();

  private final TappedLibraries drivers;

  private volatile InUse inUse = new InUse(List.of());

  /** Sources of one policy, and what was decided by them. */
  private static final class InUse {
    final List<DeclaredSource<Source.Jdbc>> sources;
    final List<DeclaredColumn> columns;
    final WeakIdentityMap<Object, Decided> decided = new WeakIdentityMap<>(new Lost<>());
    final WeakIdentityMap<Object, Writes> writes = new WeakIdentityMap<>(new Lost<>());

    /**
     * By thread, the result set that was read last: rows are mostly read in runs, and the map costs
     * more than reading a value does. Races lose an entry, which is then looked up in the map.
     */
    final @Nullable LastRead[] last = new @Nullable LastRead[SLOTS];

    InUse(List<DeclaredSource<Source.Jdbc>> sources) {
      this.sources = List.copyOf(sources);
      List<DeclaredColumn> all = new ArrayList<>();
      for (DeclaredSource<Source.Jdbc> source : sources) {
        all.add(source.source().column());
      }
      this.columns = List.copyOf(all);
    }
  }

  /** What was decided of a result set, until it is over. */
  private static final class Decided {
    final RowPlan plan;
    private volatile boolean isOver;

    Decided(RowPlan plan) {
      this.plan = plan;
    }
  }

  /** A result set, which this does not hold, and what was decided of it. Immutable. */
  private static final class LastRead extends WeakReference<Object> {
    final Decided decided;

    LastRead(Object resultSet, Decided decided) {
      super(resultSet);
      this.decided = decided;
    }
  }

  /** What a statement with parameters writes. */
  private static final class Writes {
    static final Writes NONE = new Writes(null);

    final @Nullable StatementColumns text;
    private volatile boolean isUsed;

    Writes(@Nullable StatementColumns text) {
      this.text = text;
    }

    /** True for the first call. */
    boolean begin() {
      boolean isFirst = !isUsed;
      isUsed = true;
      return isFirst;
    }
  }

  private static final class Lost<T> implements Consumer<T> {
    @Override
    public void accept(T value) {}
  }

  /**
   * @param recent emptied by whoever made it, when something is forgotten or declared
   */
  DeclaredRows(ProtectedContent content, TappedLibraries drivers, RecentValues recent) {
    this.content = content;
    this.drivers = drivers;
    this.recent = recent;
  }

  /** Captures what this policy declares from now on. */
  void use(Policy policy) {
    List<DeclaredSource<Source.Jdbc>> next = new ArrayList<>();
    for (Category category : policy.categories().values()) {
      for (Source source : category.sources()) {
        if (source instanceof Source.Jdbc jdbc) {
          next.add(source(category, jdbc));
        }
      }
    }
    inUse = new InUse(next);
  }

  /** The one that is known already, with its counts, if there is one. */
  private DeclaredSource<Source.Jdbc> source(Category category, Source.Jdbc jdbc) {
    for (DeclaredSource<Source.Jdbc> known : inUse.sources) {
      if (known.category().equals(category.id())
          && known.match() == category.match()
          && known.source().equals(jdbc)) {
        return known;
      }
    }
    return new DeclaredSource<>(category.id(), category.match(), jdbc);
  }

  @Override
  public boolean isWanted() {
    return !inUse.sources.isEmpty();
  }

  @Override
  public void states(Object statement, String text) {
    if (isWanted()) {
      texts.states(statement, text);
      inUse.writes.remove(statement);
    }
  }

  @Override
  public boolean hasDeclared(RowDriver driver, Object resultSet) throws Exception {
    InUse now = inUse;
    return !now.sources.isEmpty() && !plan(now, driver, resultSet).isEmpty();
  }

  private RowPlan plan(InUse now, RowDriver driver, Object resultSet) throws Exception {
    int slot = (int) Thread.currentThread().getId() & SLOTS - 1;
    LastRead last = now.last[slot];
    Decided decided;
    if (last != null && last.refersTo(resultSet) && !last.decided.isOver) {
      decided = last.decided;
    } else {
      decided = now.decided.get(resultSet);
      if (decided != null) {
        now.last[slot] = new LastRead(resultSet, decided);
      }
    }
    if (decided != null) {
      return decided.plan.isEmpty() || isAsking.get() != null ? RowPlan.NONE : decided.plan;
    }
    if (isAsking.get() != null) {
      return RowPlan.NONE;
    }
    RowPlan plan;
    isAsking.set(true);
    try {
      plan = make(now, driver, resultSet);
    } finally {
      isAsking.remove();
    }
    now.decided.put(resultSet, new Decided(plan));
    return plan;
  }

  private RowPlan make(InUse now, RowDriver driver, Object resultSet) throws Exception {
    Object statement = driver.statement(resultSet);
    if (statement == null) {
      return RowPlan.NONE;
    }
    StatementColumns text = texts.of(driver, statement);
    if (ReadColumns.candidates(text, now.columns).isEmpty()) {
      if (text != null) {
        near.seen(text.tables());
      }
      return RowPlan.NONE;
    }
    List<ResultColumn> columns = new ArrayList<>();
    for (RowColumn column : driver.columns(resultSet)) {
      columns.add(
          new ResultColumn(column.schema(), column.table(), column.column(), column.label()));
    }
    return RowPlan.of(text, columns, now.sources);
  }

  @Override
  public void read(RowDriver driver, Object resultSet, int column, @Nullable Object value)
      throws Exception {
    InUse now = inUse;
    if (!isContent(value) || now.sources.isEmpty()) {
      return;
    }
    for (RowPlan.Use use : plan(now, driver, resultSet).at(column)) {
      String owner = null;
      String document = null;
      if (use.owner() != 0 || use.document() != 0) {
        isAsking.set(true);
        try {
          owner = name(driver, resultSet, use.owner(), column);
          document = document(use, name(driver, resultSet, use.document(), column));
        } finally {
          isAsking.remove();
        }
      }
      capture(use.source(), value, owner, document);
    }
  }

  /** As the application names it to have it forgotten: {@code chat_message#42}. */
  private static @Nullable String document(RowPlan.Use use, @Nullable String id) {
    DeclaredColumn column = use.source().source().document();
    return id == null || column == null ? null : column.table().text() + '#' + id;
  }

  private static @Nullable String name(RowDriver driver, Object resultSet, int at, int column)
      throws Exception {
    Object name = at == 0 || at == column ? null : driver.value(resultSet, at);
    if (at != 0 && at != column && name == null) {
      // What the application asks next may be whether the value that it has read was null.
      driver.value(resultSet, column);
    }
    return name instanceof String || name instanceof Number || name instanceof java.util.UUID
        ? name.toString()
        : null;
  }

  @Override
  public void updated(RowDriver driver, Object resultSet, int column, @Nullable Object value)
      throws Exception {
    InUse now = inUse;
    if (!isContent(value) || now.sources.isEmpty()) {
      return;
    }
    for (RowPlan.Use use : plan(now, driver, resultSet).at(column)) {
      capture(use.source(), value, null, null);
    }
  }

  @Override
  public boolean writesDeclared(RowDriver driver, Object statement) throws Exception {
    InUse now = inUse;
    return !now.sources.isEmpty() && writes(now, driver, statement).text != null;
  }

  private Writes writes(InUse now, RowDriver driver, Object statement) throws Exception {
    Writes writes = now.writes.get(statement);
    if (writes == null) {
      StatementColumns text = texts.of(driver, statement);
      boolean isNamed = false;
      for (DeclaredColumn column : now.columns) {
        isNamed |= text != null && text.names(column);
      }
      writes = isNamed ? new Writes(text) : Writes.NONE;
      now.writes.put(statement, writes);
    }
    return writes;
  }

  @Override
  public void written(RowDriver driver, Object statement, int parameter, @Nullable Object value)
      throws Exception {
    InUse now = inUse;
    if (!isContent(value) || now.sources.isEmpty() || isAsking.get() != null) {
      return;
    }
    Writes writes = writes(now, driver, statement);
    StatementColumns text = writes.text;
    if (text == null) {
      return;
    }
    List<DeclaredColumn> written = text.written(parameter, now.columns);
    List<DeclaredColumn> perhaps = text.perhapsWritten(parameter, now.columns);
    if (written.isEmpty() && perhaps.isEmpty()) {
      return;
    }
    boolean isFirst = writes.begin();
    for (DeclaredSource<Source.Jdbc> source : now.sources) {
      Source.Jdbc jdbc = source.source();
      if (written.contains(jdbc.column()) || jdbc.isComputed() && perhaps.contains(jdbc.column())) {
        if (isFirst) {
          source.used();
        }
        capture(source, value, null, null);
      }
    }
  }

  @Override
  public void over(Object resultSet) {
    Decided decided = inUse.decided.remove(resultSet);
    if (decided != null) {
      decided.isOver = true;
    }
  }

  @Override
  public void closed(Object statement) {
    texts.forget(statement);
    inUse.writes.remove(statement);
  }

  @Override
  public @Nullable RowStream stream(RowDriver driver, Object resultSet, int column)
      throws Exception {
    InUse now = inUse;
    if (now.sources.isEmpty()) {
      return null;
    }
    List<RowPlan.Use> uses = plan(now, driver, resultSet).at(column);
    return uses.isEmpty() ? null : new RowPieces(this, uses);
  }

  private static boolean isContent(@Nullable Object value) {
    return value instanceof String || value instanceof byte[];
  }

  /** Captures a value, unless it was captured a moment ago. */
  void capture(
      DeclaredSource<Source.Jdbc> source,
      @Nullable Object value,
      @Nullable String owner,
      @Nullable String document) {
    long start = System.identityHashCode(source);
    start = owner == null ? start : recent.hash(owner, start);
    start = document == null ? start : ~recent.hash(document, start);
    long hash;
    if (value instanceof String text) {
      hash = recent.hash(text, start);
    } else if (value instanceof byte[] bytes) {
      hash = recent.hash(bytes, start);
    } else {
      return;
    }
    if (recent.has(hash)) {
      return;
    }
    RecentValues.Table table = recent.current();
    if (value instanceof String text) {
      capture(source, text, owner, document);
    } else if (value instanceof byte[] bytes) {
      source.captured(1);
      content.capture(
          source.category(), source.match(), source.source().declared(), bytes, owner, document);
    }
    recent.add(table, hash);
  }

  private void capture(
      DeclaredSource<Source.Jdbc> source,
      String text,
      @Nullable String owner,
      @Nullable String document) {
    captureText(source, text, owner, document);
    if (isJson(text)) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      for (Leaf leaf : BodyReader.open(body, "application/json", null).take(Selection.ALL)) {
        if (leaf instanceof Leaf.Text part) {
          captureText(source, part.value(), owner, document);
        }
      }
    }
  }

  private void captureText(
      DeclaredSource<Source.Jdbc> source,
      String text,
      @Nullable String owner,
      @Nullable String document) {
    if (Letters.areEnough(text, source.match())) {
      source.captured(1);
      content.capture(
          source.category(), source.match(), source.source().declared(), text, owner, document);
    }
  }

  private static boolean isJson(String text) {
    char first = text.isEmpty() ? ' ' : text.charAt(0);
    char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
    return first == '{' && last == '}' || first == '[' && last == ']';
  }

  /** What became of each source of the policy in force. */
  List<SourceStatus> statuses() {
    boolean isWoven = drivers.isWoven(SourceKind.JDBC);
    String failure = drivers.failure(SourceKind.JDBC, System.nanoTime());
    List<SourceStatus> statuses = new ArrayList<>();
    for (DeclaredSource<Source.Jdbc> source : inUse.sources) {
      statuses.add(source.status(isWoven, failure, near.to(source.source())));
    }
    return statuses;
  }
}
