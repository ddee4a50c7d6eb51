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

/**
 * The program in the forked JVM: protects a text, unless it is empty, then sends what its standard
 * input says.
 *
 * <p><b>Protocol.</b> One command a line in, one result a line out; members are separated by tabs.
 * {@link ForkedJvm} writes and reads the lines.
 *
 * <table>
 * <caption>Commands</caption>
 * <tr><td>{@code now 1 POST URL HEADERS KIND BODY SPLIT}</td>
 *     <td>sends one request and waits</td></tr>
 * <tr><td>{@code now 100 POST …}</td>
 *     <td>a hundred, one after the other; the result counts each kind of outcome</td></tr>
 * <tr><td>{@code later 1 POST …}</td><td>without waiting: {@link Sender#sendLater}</td></tr>
 * <tr><td>{@code cancel 1 POST …}</td>
 *     <td>cancelled after half a second: {@link Sender#sendAndCancel}</td></tr>
 * <tr><td>{@code within 2000 1 POST …} (one blank between the first two)</td>
 *     <td>with a time-out of so many milliseconds: {@link Sender#sendWithin}</td></tr>
 * <tr><td>{@code virtual 1 POST …}</td><td>on a virtual thread</td></tr>
 * <tr><td>{@code beside 6 POST …}</td>
 *     <td>at once with six harmless ones; the seven results are joined by commas</td></tr>
 * <tr><td>{@code deep 1 POST …}</td>
 *     <td>at each depth of a stack, see {@link Exhaustion#atEachDepth}</td></tr>
 * <tr><td>{@code full 60 1 POST …} (one blank between the first two)</td>
 *     <td>with so many KiB of the heap left</td></tr>
 * <tr><td>{@code allocated 200 POST …}</td>
 *     <td>in rounds of two hundred; the result is {@link AllocatedBytes#each}</td></tr>
 * <tr><td>{@code load CLASS}</td><td>loads a class where the stack is about to end</td></tr>
 * <tr><td>{@code record}</td>
 *     <td>records how often methods of the guard are called, until {@code recorded} lists them</td></tr>
 * <tr><td>{@code arm METHOD CALL ONCE KIND}</td>
 *     <td>has a method of the guard fail, see {@link Faults#arm}; {@code disarm} ends that</td></tr>
 * <tr><td>{@code protect TEXT}</td><td>protects another text</td></tr>
 * <tr><td>{@code protect-deep}</td>
 *     <td>protects others at each depth of a stack, see {@link Exhaustion#protectAtEachDepth}</td></tr>
 * <tr><td>{@code protect-full 60}</td>
 *     <td>protects others with so many KiB of the heap left</td></tr>
 * <tr><td>{@code fault STEP KIND}</td>
 *     <td>has a step of the guard go wrong, see {@link FaultAgent} and {@link Faults#set}; two empty
 *     members end that</td></tr>
 * <tr><td>{@code hits STEP}</td><td>how often that step has gone wrong since</td></tr>
 * <tr><td>{@code pace PIECES FILE}</td>
 *     <td>has streamed bodies come from a slow source, see {@link Pace#slow}; no pieces end
 *     that</td></tr>
 * <tr><td>{@code protocol HTTP2}</td>
 *     <td>makes the sender anew, which speaks HTTP/2 if that is {@code true}</td></tr>
 * <tr><td>{@code soak …}</td><td>see {@link Soak#run}</td></tr>
 * </table>
 *
 * <p>HEADERS are {@code name:value|name:value}, or empty. KIND is a {@link Sender.Kind}. BODY is in
 * Base64, or an asterisk and a number: so many bytes of a harmless form. SPLIT says where the
 * pieces of a streamed body part.
 *
 * <p><b>Result.</b> The status of the answer, or the class and message of the exception with those
 * of its causes, joined by {@code <-}; then {@code (interrupted)} if the thread is.
 *
 * <p><b>To see one call by itself,</b> run one test ({@code -Dit.test=OkHttpGateIT}) and look into
 * {@code agent/it/target/contract/}: each forked JVM has a folder there with its {@code
 * policy.yaml}, {@code hosts}, {@code stderr.log} and {@code journal}. To step through the guard,
 * add {@code -agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=5005} to the options in
 * {@code GateContract.fork}, attach a debugger, and raise {@code ForkedJvm.COMMAND_SECONDS}.
 */
final class Driver {
  private Driver() {}

  public static void main(String[] arguments) throws Exception {
    Sender sender = sender(arguments[0]);
    if (!arguments[1].isEmpty()) {
      Flowguard.protect("chat-conversation", arguments[1]);
    }
    Soak soak = new Soak(sender);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] command = line.split("\t", -1);
      if (command[0].equals("protocol")) {
        System.setProperty("contract.http2", command[1]);
        sender = sender(arguments[0]);
      }
      String result = command[0].equals("soak") ? soak.run(command) : run(sender, command);
      System.out.println(result.replace('\n', ' '));
    }
  }

  private static Sender sender(String name) throws ReflectiveOperationException {
    return (Sender)
        Class.forName("dev.flowguard.agent.contract." + name)
            .getDeclaredConstructor()
            .newInstance();
  }

  private static String run(Sender sender, String[] command) throws Exception {
    if (command[0].equals("protocol")) {
      return "changed";
    }
    if (command[0].equals("pace")) {
      int pieces = Integer.parseInt(command[1]);
      if (pieces == 0) {
        Pace.atOnce();
      } else {
        Pace.slow(pieces, command[2]);
      }
      return "set";
    }
    if (command[0].equals("fault")) {
      Faults.set(command[1], command[2]);
      return "set";
    }
    if (command[0].equals("hits")) {
      return String.valueOf(Faults.hits(command[1]));
    }
    if (command[0].equals("record")) {
      Faults.record();
      return "recording";
    }
    if (command[0].equals("recorded")) {
      List<String> calls = new ArrayList<>();
      Faults.recorded().forEach((method, count) -> calls.add(method + "=" + count));
      return String.join(",", calls);
    }
    if (command[0].equals("arm")) {
      Faults.arm(
          command[1], Integer.parseInt(command[2]), Boolean.parseBoolean(command[3]), command[4]);
      return "armed";
    }
    if (command[0].equals("disarm")) {
      return String.valueOf(Faults.disarm());
    }
    if (command[0].equals("load")) {
      return Exhaustion.load(command[1]);
    }
    if (command[0].equals("protect")) {
      Flowguard.protect("chat-conversation", command[1]);
      return "protected";
    }
    if (command[0].equals("protect-deep")) {
      return String.valueOf(Exhaustion.protectAtEachDepth());
    }
    if (command[0].equals("protect-full")) {
      return String.valueOf(Exhaustion.protectWithRoom(Integer.parseInt(command[1])));
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
    if (command[0].equals("deep")) {
      // A client that lost an error of its own would wait for ever, with the guard or without.
      return Exhaustion.atEachDepth(() -> once(sender, "within 5000", request));
    }
    if (command[0].startsWith("full ")) {
      int kib = Integer.parseInt(command[0].substring(5));
      return Exhaustion.withRoom(kib, () -> once(sender, "now", request));
    }
    if (command[0].equals("allocated")) {
      return String.valueOf(AllocatedBytes.each(times, () -> once(sender, "now", request)));
    }
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
