package dev.flowguard.agent.contract;

import java.util.Map;

/**
 * An application with a database of documents: reads and writes what nobody has seen before, each
 * time another way, sends it to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: URL of the processor, class of the {@link DocumentStore}.
 */
public final class MongoProgram {
  private static final int LENGTH = 100;
  private static final String SERVER = "de.bwaldvogel.mongo.";

  private MongoProgram() {}

  public static void main(String[] args) throws Exception {
    Leak leak = new Leak(args[0]);
    DocumentStore store = (DocumentStore) Class.forName(args[1]).getConstructor().newInstance();
    store.start(server());
    int message = 0;
    String unread = leak.text(LENGTH);
    store.hide("unread", unread, "");
    print("unread", leak.send(unread));
    for (Map.Entry<String, Stack.Read> each : store.reads().entrySet()) {
      String content = leak.text(LENGTH);
      String id = "read" + message++;
      store.hide(id, content, "");
      String read = each.getValue().content(id);
      print("read by " + each.getKey(), content.equals(read) ? leak.send(content) : "read " + read);
    }
    for (Map.Entry<String, Stack.Write> each : store.writes().entrySet()) {
      String content = leak.text(LENGTH);
      each.getValue().message("written" + message++, content);
      print("written by " + each.getKey(), leak.send(content));
    }
    String note = leak.text(LENGTH);
    store.hide("noted", leak.text(LENGTH), note);
    String read = store.note("noted");
    print("other field", note.equals(read) ? leak.send(note) : "read " + read);
    String draft = leak.text(LENGTH);
    store.draft("drafted", draft);
    print("other collection", leak.send(draft));
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    System.exit(0);
  }

  /** The URL of a server in this process. */
  private static String server() throws Exception {
    Class<?> backend = Class.forName(SERVER + "backend.memory.MemoryBackend");
    Object database = backend.getConstructor().newInstance();
    Class<?> version = Class.forName(SERVER + "ServerVersion");
    for (Object each : version.getEnumConstants()) {
      if (each.toString().equals("MONGO_5_0")) {
        Class<?> any = Class.forName(SERVER + "MongoVersion");
        backend.getMethod("version", any).invoke(database, each);
      }
    }
    Class<?> type = Class.forName(SERVER + "MongoServer");
    Object server =
        type.getConstructor(Class.forName(SERVER + "MongoBackend")).newInstance(database);
    type.getMethod("enableOplog").invoke(server);
    return type.getMethod("bindAndGetConnectionString").invoke(server) + "/?retryWrites=false";
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }
}
