package dev.flowguard.agent.guard;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.CallStack;
import dev.flowguard.agent.event.Event;
import dev.flowguard.agent.event.EventFactory;
import dev.flowguard.agent.event.Fingerprints;
import dev.flowguard.agent.event.OcsfJson;
import dev.flowguard.agent.journal.SealedLine;
import dev.flowguard.agent.spi.Origin;
import dev.flowguard.api.BlockedRequestException;
import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.decision.Violation;
import dev.flowguard.rules.names.SeenNames;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Decides on a request, records it and stops it, all for real but for the disk and the network, by
 * a policy of its own. Before that it initialises every class that the path may need: a class whose
 * static initialiser fails can never be used again in its loader, so none may be met for the first
 * time at the end of a stack or of the memory.
 */
final class Rehearsal implements Runnable {
  /** Room that must be there, in bytes, before anything begins. */
  private static final int ROOM = 1 << 20;

  /** Heap that may still be used, in bytes, above which it is not tried whether there is room. */
  private static final long PLENTY = 32L << 20;

  /** Where there is less, this part of the heap must be free before each class is initialised. */
  private static final int PART = 32;

  /** What the path from a request to its record is made of. */
  private static final List<String> PATH =
      List.of(
          "dev/flowguard/rules/",
          "dev/flowguard/agent/event/",
          "dev/flowguard/agent/guard/",
          "dev/flowguard/agent/journal/",
          "dev/flowguard/agent/record/",
          "dev/flowguard/agent/spi/",
          "dev/flowguard/agent/status/",
          "com/fasterxml/jackson/core/",
          "com/google/re2j/",
          "org/brotli/dec/");

  /** What only commands need, or what is not a class of the guard. */
  private static final List<String> BESIDE =
      List.of(
          "dev/flowguard/rules/cases/",
          "dev/flowguard/rules/recording/",
          "com/fasterxml/jackson/core/async/",
          "com/fasterxml/jackson/core/filter/",
          "com/fasterxml/jackson/core/json/async/");

  /** Needs java.desktop, which an image may lack; {@code Pictures} then does without. */
  private static final String PIXELS = "dev/flowguard/rules/provenance/picture/Pixels";

  private static final String CLASS_ENTRY = ".class";

  private static final String POLICY =
      """
      policy: rehearsal
      processors: { rehearsal: { hosts: [rehearsal.invalid], text: structured } }
      categories: { chat-conversation: { shapes: [chat-transcript] } }
      rules: [{ id: rehearsal, never: [chat-conversation], reach: [rehearsal] }]
      """;

  private static final String TEXT =
      "The rehearsal of a judgement needs a sentence that no application has ever handled before.";

  private static final String BODY =
      "{\"note\":\""
          + TEXT
          + "\",\"messages\":[{\"role\":\"user\",\"content\":\"a question\"},"
          + "{\"role\":\"assistant\",\"content\":\"an answer\"}]}";

  private static final String CLEAN =
      "{\"name\":\"rehearsal\",\"count\":1,\"items\":[{\"id\":\"a\"},{\"id\":\"b\"}]}";

  @Override
  public void run() {
    initialise(new byte[ROOM].length);
    Policy policy = PolicyFile.read("rehearsal", POLICY.getBytes(StandardCharsets.UTF_8)).policy();
    if (policy == null) {
      throw new IllegalStateException("the policy of the rehearsal cannot be read");
    }
    ProtectedContent content = new ProtectedContent(ROOM);
    content.capture("chat-conversation", "rehearsal", TEXT, null, "rehearsal");
    content.forget("rehearsal");
    content.capture("chat-conversation", "rehearsal", TEXT, null, null);
    content.capture("chat-conversation", "rehearsal", TEXT, null, null); // seen again
    InForce now = InForce.of(policy, null, content, Fingerprints.of(new byte[32]));
    OutboundRequest request = request(BODY);
    if (!now.judge().concerns("rehearsal.invalid", -1, "/v1/rehearsal")) {
      throw new IllegalStateException("the rehearsed request concerns no rule");
    }
    SeenNames seen = new SeenNames();
    List<OutboundRequest> screened = new ArrayList<>();
    Learning learning = new Learning(seen, screened::add);
    Verdict clean = now.judge().judge(request(CLEAN), learning);
    if (clean.stops() || screened.size() != 1) {
      throw new IllegalStateException("the screen does not let a clean request pass");
    }
    Verdict verdict = now.judge().judge(request, learning);
    if (!verdict.stops()) {
      throw new IllegalStateException("the rehearsed request is not stopped");
    }
    try {
      stop(request, verdict, now.events(), seen);
    } catch (BlockedRequestException expected) {
      return;
    }
    throw new IllegalStateException("the rehearsed block does not end its request");
  }

  private static OutboundRequest request(String body) {
    return new OutboundRequest(
        "POST",
        "https://rehearsal.invalid/v1/rehearsal",
        List.of(new Header("Content-Type", "application/json")),
        new Body.Held(body.getBytes(StandardCharsets.UTF_8)),
        "rehearsal");
  }

  private static void stop(
      OutboundRequest request, Verdict verdict, EventFactory events, SeenNames seen)
      throws BlockedRequestException {
    Violation violation = verdict.violations().get(0);
    CallStack.prove();
    Origin origin = Origin.here();
    Event event = events.violation(request, verdict, violation, origin.callers(), 0, seen);
    String json = OcsfJson.of(event);
    Alert alert = Alert.of(event, json, origin.application());
    if (SealedLine.open(SealedLine.seal(alert.record())) == null) {
      throw new IllegalStateException("the rehearsed block has no record");
    }
    throw EnforcingGuard.exception(event, violation);
  }

  /**
   * @param room that there was when this began
   */
  private static void initialise(int room) {
    ClassLoader core = Rehearsal.class.getClassLoader();
    if (room == 0 || !(core instanceof Supplier<?> entries)) {
      return; // outside the shipped jar, in unit tests
    }
    boolean hasPictures = ModuleLayer.boot().findModule("java.desktop").isPresent();
    List<Class<?>> classes = new ArrayList<>();
    for (Object each : (Set<?>) entries.get()) {
      String entry = (String) each;
      boolean isThere = hasPictures || !entry.startsWith(PIXELS);
      if (entry.endsWith(CLASS_ENTRY) && isThere && isIn(entry, PATH) && !isIn(entry, BESIDE)) {
        // Loading takes most of the time and memory, and may fail and be done again.
        String name = entry.substring(0, entry.length() - CLASS_ENTRY.length()).replace('/', '.');
        classes.add(named(name, false, core));
      }
    }
    for (Class<?> each : classes) {
      if (hasRoom()) {
        named(each.getName(), true, core);
      }
    }
  }

  /** True, or it ends with an error that can be met again: in an initialiser it could not. */
  private static boolean hasRoom() {
    Runtime runtime = Runtime.getRuntime();
    long most = runtime.maxMemory();
    long left = most - (runtime.totalMemory() - runtime.freeMemory());
    return left > PLENTY || new byte[(int) Math.min(ROOM, most / PART)].length > 0;
  }

  private static Class<?> named(String name, boolean initialise, ClassLoader core) {
    try {
      return Class.forName(name, initialise, core);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isIn(String entry, List<String> folders) {
    for (String folder : folders) {
      if (entry.startsWith(folder)) {
        return true;
      }
    }
    return false;
  }
}
