package dev.flowguard.agent.contract;

import dev.flowguard.api.Faults;
import dev.flowguard.api.Flowguard;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** The program in the forked JVM: protects a text, then sends what it is told to. */
final class Driver {
  private Driver() {}

  public static void main(String[] arguments) throws Exception {
    Sender sender =
        (Sender)
            Class.forName("dev.flowguard.agent.contract." + arguments[0])
                .getDeclaredConstructor()
                .newInstance();
    Flowguard.protect("chat-conversation", arguments[1]);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      System.out.println(run(sender, line.split("\t", -1)).replace('\n', ' '));
    }
  }

  /**
   * protect and a text; or: mode, how often, method, url, headers (name: value|…), kind, base64 of
   * the body, split.
   */
  private static String run(Sender sender, String[] command) {
    if (command[0].equals("fault")) {
      Faults.set(command[1], command[2]);
      return "set";
    }
    if (command[0].equals("protect")) {
      Flowguard.protect("chat-conversation", command[1]);
      return "protected";
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (String header : command[4].split("\\|")) {
      if (!header.isEmpty()) {
        headers.put(
            header.substring(0, header.indexOf(':')), header.substring(header.indexOf(':') + 1));
      }
    }
    Sender.Request request =
        new Sender.Request(
            command[2],
            command[3],
            headers,
            Sender.Kind.valueOf(command[5]),
            Base64.getDecoder().decode(command[6]),
            Integer.parseInt(command[7]));
    String last = "";
    int times = Integer.parseInt(command[1]);
    int same = 0;
    for (int i = 0; i < times; i++) {
      String result;
      try {
        result =
            String.valueOf(
                command[0].equals("later") ? sender.sendLater(request) : sender.send(request));
      } catch (Throwable e) {
        result = chain(e);
      }
      if (Thread.interrupted()) {
        result += " (interrupted)";
      }
      // Event ids differ from one failure to the next.
      same += kind(result).equals(kind(last)) || last.isEmpty() ? 1 : 0;
      last = result;
    }
    return (times > 1 ? same + " x " : "") + last;
  }

  private static String kind(String result) {
    int colon = result.indexOf(':');
    return colon < 0 ? result : result.substring(0, colon);
  }

  private static String chain(Throwable e) {
    StringBuilder out = new StringBuilder();
    for (Throwable at = e; at != null; at = at.getCause()) {
      out.append(out.length() == 0 ? "" : " <- ");
      out.append(at.getClass().getName()).append(": ").append(at.getMessage());
    }
    return out.toString();
  }
}
