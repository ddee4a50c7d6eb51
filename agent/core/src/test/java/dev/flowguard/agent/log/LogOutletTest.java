package dev.flowguard.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.agent.event.Alert;
import dev.flowguard.agent.event.AlertKind;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.rules.policy.Severity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogOutletTest {
  private static final Reference<ClassLoader> NONE = new WeakReference<>(null);

  private final Problems problems = new Problems();
  private long now;
  private final LogOutlet outlet = new LogOutlet(problems, new Applications(), () -> now);

  private static Alert alert(String rule, String location, String sentence) {
    return new Alert(
        "id",
        "key",
        1,
        AlertKind.VIOLATION,
        Severity.HIGH,
        sentence,
        Map.of("rule", rule, "processor", "stripe", "location", location),
        "{}",
        new Alert.Here(sentence, true, NONE));
  }

  @Test
  void oneLineOfARuleProcessorAndLocationIsWrittenInAMinuteAndTheOthersAreCounted() {
    Repeats repeats = new Repeats();
    Line line = new Line("Blocked", true, NONE);

    assertThat(repeats.of("a", line, 0)).isEqualTo(Repeats.Fate.WRITTEN);
    for (int i = 1; i <= 41; i++) {
      assertThat(repeats.of("a", line, i)).isEqualTo(Repeats.Fate.COUNTED);
    }
    assertThat(repeats.of("b", line, 50)).isEqualTo(Repeats.Fate.WRITTEN);
    assertThat(repeats.due(59_000)).isEmpty();
    assertThat(repeats.due(61_000))
        .extracting(Line::text)
        .containsExactly("41 more times in the last minute: Blocked");
    assertThat(repeats.of("a", line, 62_000))
        .as("that was its line")
        .isEqualTo(Repeats.Fate.COUNTED);
    assertThat(repeats.of("b", line, 62_000)).isEqualTo(Repeats.Fate.WRITTEN);
    assertThat(repeats.due(121_500)).hasSize(1);
    assertThat(repeats.due(190_000)).isEmpty();
    assertThat(repeats.of("a", line, 190_000)).isEqualTo(Repeats.Fate.WRITTEN);
  }

  @Test
  void moreKindsThanAPersonCanReadAreDroppedAndCounted() {
    for (int i = 0; i < Repeats.MOST_KINDS + 5; i++) {
      outlet.accept(alert("rule", "json $." + letters(i), "Blocked"));
    }

    // Nobody writes in this test: 500 wait, and the rest is dropped as well.
    assertThat(outlet.state().dropped()).isEqualTo(505);
    assertThat(problems.current()).hasSize(1).allMatch(text -> text.contains("takes no lines"));
  }

  private static String letters(int number) {
    return Integer.toString(number)
        .chars()
        .collect(StringBuilder::new, (out, c) -> out.append((char) (c + 49)), StringBuilder::append)
        .toString();
  }

  @Test
  void elementsOfAListAreOneLocation() {
    for (int i = 0; i < 100; i++) {
      outlet.accept(alert("rule", "json $.breadcrumbs[" + i + "].message", "Blocked"));
    }

    assertThat(outlet.state().dropped()).isZero();
    assertThat(problems.current()).isEmpty();
    for (int i = 0; i < 499; i++) {
      outlet.accept(alert("rule", "json $." + letters(i), "Blocked"));
    }
    assertThat(outlet.state().dropped()).as("the hundred took one place of 500").isZero();
  }

  @Test
  void slf4jWithoutABindingLeavesTheLineToStandardError() throws Exception {
    // This test has slf4j-api on its class path, and no binding.
    assertThat(LoggerFactory.getILoggerFactory().getClass().getSimpleName())
        .isEqualTo("NOPLoggerFactory");
    PrintStream before = System.err;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setErr(new PrintStream(printed, true));
    try {
      outlet.write(new Line("Blocked it", true, new WeakReference<>(loader())));
    } finally {
      System.setErr(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("flowguard: Blocked it\n");
  }

  private static ClassLoader loader() {
    return LogOutletTest.class.getClassLoader();
  }

  @Test
  void keepsNoLoaderOfAnApplication() throws Exception {
    Applications applications = new Applications();
    LogOutlet log = new LogOutlet(problems, applications, () -> now);
    List<WeakReference<ClassLoader>> gone = new ArrayList<>();
    PrintStream before = System.err;
    System.setErr(new PrintStream(new ByteArrayOutputStream(), true));
    try {
      for (int i = 0; i < 50; i++) {
        URLClassLoader application = new URLClassLoader(new URL[0], loader());
        gone.add(new WeakReference<>(application));
        applications.seen(application);
        log.accept(alert("rule" + i, "json $.note", "Blocked"));
        log.write(new Line("Blocked", true, new WeakReference<>(application)));
        application.close();
      }
    } finally {
      System.setErr(before);
    }
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (gone.stream().anyMatch(each -> each.get() != null)) {
      assertThat(System.nanoTime()).as("a loader is held").isLessThan(until);
      System.gc();
      TimeUnit.MILLISECONDS.sleep(10);
    }
  }
}
