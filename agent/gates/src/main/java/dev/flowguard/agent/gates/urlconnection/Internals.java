package dev.flowguard.agent.gates.urlconnection;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.URL;
import sun.net.www.http.HttpClient;

/** Fields of the JDK's client that are not public. The package is opened to the gate. */
final class Internals {
  private static final VarHandle HOST;
  private static final VarHandle PORT;
  private static final VarHandle URL_FIELD;
  private static final VarHandle STREAMING;

  static {
    try {
      MethodHandles.Lookup lookup =
          MethodHandles.privateLookupIn(HttpClient.class, MethodHandles.lookup());
      HOST = lookup.findVarHandle(HttpClient.class, "host", String.class);
      PORT = lookup.findVarHandle(HttpClient.class, "port", int.class);
      URL_FIELD = lookup.findVarHandle(HttpClient.class, "url", URL.class);
      STREAMING = lookup.findVarHandle(HttpClient.class, "streaming", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("sun.net.www.http.HttpClient has other fields", e);
    }
  }

  private Internals() {}

  static String host(HttpClient client) {
    return (String) HOST.get(client);
  }

  static int port(HttpClient client) {
    return (int) PORT.get(client);
  }

  static String scheme(HttpClient client) {
    return ((URL) URL_FIELD.get(client)).getProtocol();
  }

  static String file(HttpClient client) {
    return ((URL) URL_FIELD.get(client)).getFile();
  }

  static boolean isStreaming(HttpClient client) {
    return (boolean) STREAMING.get(client);
  }
}
