package dev.flowguard.agent.contract;

import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The ways of jOOQ. */
public final class AppStack implements Stack {
  private static final Table<Record> MESSAGES = DSL.table(DSL.unquotedName("chat_message"));
  private static final Field<String> ID = field("id");
  private static final Field<String> CONTENT = field("content");

  private DSLContext jooq;

  private static Field<String> field(String name) {
    return DSL.field(DSL.unquotedName(name), SQLDataType.VARCHAR);
  }

  @Override
  public void start(DataSource database) {
    jooq = DSL.using(database, SQLDialect.H2);
  }

  @Override
  public Map<String, Read> reads() {
    Map<String, Read> reads = new LinkedHashMap<>();
    reads.put(
        "a field",
        id -> jooq.select(CONTENT).from(MESSAGES).where(ID.eq(id)).fetchOne(CONTENT));
    reads.put(
        "a record",
        id -> jooq.select(ID, CONTENT).from(MESSAGES).where(ID.eq(id)).fetchOne().value2());
    reads.put(
        "a cursor",
        id -> {
          try (var rows = jooq.select(CONTENT).from(MESSAGES).where(ID.eq(id)).fetchLazy()) {
            return rows.fetchNext().value1();
          }
        });
    reads.put(
        "plain SQL",
        id ->
            jooq.fetchOne("select content from chat_message where id = ?", id)
                .get(0, String.class));
    return reads;
  }

  @Override
  public Map<String, Write> writes() {
    Map<String, Write> writes = new LinkedHashMap<>();
    writes.put(
        "insert",
        (id, content) -> jooq.insertInto(MESSAGES, ID, CONTENT).values(id, content).execute());
    writes.put(
        "update",
        (id, content) -> {
          jooq.insertInto(MESSAGES, ID).values(id).execute();
          jooq.update(MESSAGES).set(CONTENT, content).where(ID.eq(id)).execute();
        });
    return writes;
  }

  @Override
  public String note(String id) {
    Field<String> note = field("note");
    return jooq.select(note).from(MESSAGES).where(ID.eq(id)).fetchOne(note);
  }
}
