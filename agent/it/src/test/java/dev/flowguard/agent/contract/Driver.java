package dev.flowguard.agent.contract;

import dev.flowguard.api.Faults;
import dev.flowguard.api.Flowguard;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

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
    Soak soak = new Soak(sender);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] command = line.split("\t", -1);
      String result = command[0].equals("soak") ? soak.run(command) : run(sender, command);
      System.out.println(result.replace('\n', ' '));
    }
  }

  /**
   * soak and more ({@link Soak#run}); protect and a text; or: mode, how often, method, url, headers
   * (name: value|…), kind, body, split.
   *
   * <p>Modes: now, later, cancel, virtual (on a virtual thread), beside (all at once, results
   * joined by commas), within and milliseconds.
   */
  private static String run(Sender sender, String[] command) throws Exception {
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
            body(command[6]),
            Integer.parseInt(command[7]));
    int times = Integer.parseInt(command[1]);
    if (command[0].equals("beside")) {
      return beside(sender, request, times);
    }
    return times == 1
        ? once(sender, command[0], request)
        : often(sender, command[0], request, times);
  }

  /** How often each kind of result came, and the first of each; event ids differ, kinds do not. */
  private static String often(Sender sender, String mode, Sender.Request request, int times) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    Map<String, String> first = new LinkedHashMap<>();
    for (int i = 0; i < times; i++) {
      String result = once(sender, mode, request);
      counts.merge(kind(result), 1, Integer::sum);
      first.putIfAbsent(kind(result), result);
    }
    List<String> all = new ArrayList<>();
    counts.forEach((kind, count) -> all.add(count + " x " + first.get(kind)));
    return String.join(", ", all);
  }

  /** Base64, or a star and how many bytes of a harmless form. */
  private static byte[] body(String argument) {
    if (!argument.startsWith("*")) {
      return Base64.getDecoder().decode(argument);
    }
    byte[] body = new byte[Integer.parseInt(argument.substring(1))];
    byte[] word = "note=fine&more=harmless&".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < body.length; i++) {
      body[i] = word[i % word.length];
    }
    return body;
  }

  private static String once(Sender sender, String mode, Sender.Request request) {
    String result;
    try {
      int status;
      if (mode.equals("later")) {
        status = sender.sendLater(request);
      } else if (mode.equals("cancel")) {
        status = sender.sendAndCancel(request);
      } else if (mode.startsWith("within ")) {
        status = sender.sendWithin(request, Integer.parseInt(mode.substring(7)));
      } else if (mode.equals("virtual")) {
        status = onVirtualThread(() -> sender.send(request));
      } else {
        status = sender.send(request);
      }
      result = String.valueOf(status);
    } catch (Throwable e) {
      result = chain(e);
    }
    return Thread.interrupted() ? result + " (interrupted)" : result;
  }

  /** By reflection: the tests are compiled for a JDK that has none. */
  private static int onVirtualThread(Callable<Integer> call) throws Throwable {
    FutureTask<Integer> task = new FutureTask<>(call);
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    try {
      return task.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }

  /** All at once, on threads of their own: one request among harmless ones. */
  private static String beside(Sender sender, Sender.Request request, int others) throws Exception {
    Sender.Request harmless =
        new Sender.Request(
            request.method(),
            request.url(),
            request.headers(),
            request.kind(),
            body("*50000"),
            20_000);
    ExecutorService threads = Executors.newFixedThreadPool(others + 1);
    try {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i <= others; i++) {
        Sender.Request each = i == others / 2 ? request : harmless;
        results.add(threads.submit(() -> once(sender, "now", each)));
      }
      List<String> done = new ArrayList<>();
      for (Future<String> each : results) {
        done.add(each.get(60, TimeUnit.SECONDS));
      }
      return String.join(",", done);
    } finally {
      threads.shutdownNow();
    }
  }

  private static String kind(String result) {
    int colon = result.indexOf(':');
    return colon < 0 ? result : result.substring(0, colon);
  }

  static String chain(Throwable e) {
    StringBuilder out = new StringBuilder();
    for (Throwable at = e; at != null; at = at.getCause()) {
      out.append(out.length() == 0 ? "" : " <- ");
      out.append(at.getClass().getName()).append(": ").append(at.getMessage());
    }
    return out.toString();
  }
}
