package dev.flowguard.agent.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.detect.Unit;
import dev.flowguard.rules.policy.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README shows a blocked request as the code prints it. */
class ReadmeSampleTest {
  @Test
  void theBlockedRequestOfTheReadmeIsWhatTheCodePrints() throws Exception {
    String readme = Files.readString(Path.of("../../README.md")).replaceAll("\\s+", " ");
    Event event =
        new Event(
            Event.Kind.VIOLATION,
            new Event.Id("0193…", 1, 2),
            new Event.PolicyRef(
                "no-content-to-processors", List.of("C1"), Severity.CRITICAL, "p", 3, "hash"),
            new Event.Destination(
                "stripe", "api.stripe.com", "/v1/customers", "POST", "okhttp", Via.GATE),
            new Event.Match(
                "chat-conversation",
                "provenance",
                List.of("form metadata[last_chat]"),
                "form",
                412,
                Unit.CHARS,
                "ab12",
                "method a.B#c()",
                7,
                List.of()),
            new Event.Result(Ruling.BLOCK, Outcome.BLOCKED, 0, "complete"),
            new Event.Sender(List.of(), null));

    assertThat(readme).contains("BlockedRequestException: " + event.sentence() + ". Send an id");
  }
}
