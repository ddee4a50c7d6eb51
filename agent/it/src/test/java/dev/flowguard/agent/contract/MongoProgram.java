package dev.flowguard.agent.contract;

import java.net.InetSocketAddress;
import java.util.Map;

/**
 * An application with a database of documents: reads and writes what nobody has seen before, each
 * time another way, sends it to a processor, and prints what became of it, a line for each case.
 *
 * <p>Arguments: URL of the processor, class of the {@link DocumentStore}, {@code zlib} if commands
 * and replies are compressed.
 */
public final class MongoProgram {
  private static final int LENGTH = 100;
  private static final String SERVER = "de.bwaldvogel.mongo.";

  private MongoProgram() {}

  public static void main(String[] args) throws Exception {
    Leak leak = new Leak(args[0]);
    DocumentStore store = (DocumentStore) Class.forName(args[1]).getConstructor().newInstance();
    CompressingProxy proxy = args.length > 2 ? new CompressingProxy(server()) : null;
    int port = proxy == null ? server() : proxy.port();
    String compressors = proxy == null ? "" : "&compressors=" + args[2];
    store.start("mongodb://127.0.0.1:" + port + "/?retryWrites=false" + compressors);
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
    print("compressed", Boolean.toString(proxy != null && proxy.commands() > 0));
    System.out.println(OutcomeProgram.DONE);
    while (System.in.read() >= 0) {
      // until the test has seen enough
    }
    System.exit(0);
  }

  /** The port of a server in this process. */
  private static int server() throws Exception {
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
    return ((InetSocketAddress) type.getMethod("bind").invoke(server)).getPort();
  }

  private static void print(String name, String outcome) {
    System.out.println(name + ": " + outcome);
  }
}
