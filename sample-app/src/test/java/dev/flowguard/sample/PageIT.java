package dev.flowguard.sample;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/**
 * The page of the service in a browser, with scripts that stand in for those of Google Analytics
 * and Crisp: what it sends is recorded, and judged by {@code scan}.
 */
class PageIT {
  private static final Path FOLDER = Path.of(System.getProperty("flowguard.demo.folder") + "-page");
  private static final String AGENT = System.getProperty("flowguard.agent");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SECONDS = 20;

  private static final List<AutoCloseable> OPEN = new ArrayList<>();
  private static final Map<String, Outcome> OUTCOMES = new HashMap<>();

  private static StandIns standIns;
  private static Relay relay;
  private static Chromium chromium;
  private static String service;

  /**
   * A visit, recorded and judged.
   *
   * @param arrived what stand-ins got from the browser
   */
  private record Outcome(
      Path har, int exit, String printed, List<LoggedRequest> arrived, List<String> messages) {}

  @BeforeAll
  static void start() throws Exception {
    FileSystemUtils.deleteRecursively(FOLDER);
    Files.createDirectories(FOLDER.resolve("kb"));
    Certificates certificates = Certificates.make(FOLDER, StandIns.HOSTS);
    standIns = opened(new StandIns(certificates.keyStore(), Certificates.PASSWORD));
    standIns.serve("/gtag/js", script("gtag.js"));
    standIns.serve("/l.js", script("crisp.js"));
    relay = opened(new Relay(certificates.keyStore(), Certificates.PASSWORD, FOLDER));
    chromium =
        opened(
            Chromium.start(
                "MAP client.relay.crisp.chat 127.0.0.1:%d, MAP * 127.0.0.1:%d, EXCLUDE 127.0.0.1"
                    .formatted(relay.port(), standIns.port()),
                FOLDER.resolve("chromium.log")));
    AppJvm app =
        opened(
            AppJvm.start(
                Path.of(System.getProperty("flowguard.demo.app")),
                FOLDER,
                certificates,
                FOLDER.resolve("service.log"),
                List.of(),
                List.of("--mirage.port=:" + standIns.port(), "--mirage.leaks=true")));
    service = "http://127.0.0.1:" + app.port();
    Files.write(FOLDER.resolve("lease.docx"), Contents.lease());
    Files.write(FOLDER.resolve("me.jpeg"), Contents.photo());
    Files.writeString(FOLDER.resolve("captured.jsonl"), captured());
  }

  @AfterAll
  static void stop() throws Exception {
    for (int i = OPEN.size() - 1; i >= 0; i--) {
      OPEN.get(i).close();
    }
  }

  @Test
  void aVisitWithoutAMistakeIsClean() throws Exception {
    Outcome clean = outcome("");

    assertThat(clean.printed()).contains(": 0 with violations, 0 not inspected in full");
    assertThat(clean.exit()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "CHAT_IN_TITLE, google-analytics, chat-conversation, query dt",
    "PROMPT_IN_EVENT, google-analytics, chat-conversation, ep.prompt",
    "EVENT_OUTSIDE_THE_EU, google-analytics, region, host",
    "CHAT_IN_SESSION_DATA, crisp, chat-conversation, last_question",
    "ANSWER_IN_TICKET, crisp, chat-conversation, content",
    "DOCUMENT_AS_ATTACHMENT, crisp, uploaded-document, body",
    "PHOTO_AS_ATTACHMENT, crisp, not-inspected, request"
  })
  void aMistakeIsFound(String leak, String processor, String category, String place)
      throws Exception {
    Outcome leaking = outcome(leak);

    assertThat(leaking.exit()).isEqualTo(1);
    assertThat(leaking.printed().lines())
        .filteredOn(line -> line.contains("  block  "))
        .isNotEmpty()
        .allSatisfy(line -> assertThat(line).contains("  " + processor + "  ", category, place));
  }

  @ParameterizedTest
  @CsvSource({"CHAT_IN_SESSION_DATA, 1", "ANSWER_IN_TICKET, 1"})
  void aMistakeInAMessageOfAWebSocketIsFoundAtThatMessage(String leak, int expected)
      throws Exception {
    assertThat(outcome(leak).printed().lines())
        .filteredOn(line -> line.contains("  block  "))
        .hasSize(expected)
        .allSatisfy(
            line ->
                assertThat(line)
                    .containsPattern("^entries\\[\\d+]\\._webSocketMessages\\[\\d+]")
                    .contains("WS client.relay.crisp.chat/w/b1/"));
  }

  @Test
  void whatIsSentWhenThePageIsLeftIsRecorded() throws Exception {
    assertThat(outcome("").arrived())
        .extracting(LoggedRequest::getUrl)
        .anyMatch(url -> url.contains("en=user_engagement"));
    assertThat(Files.readString(outcome("").har())).contains("en=user_engagement");
  }

  @Test
  void whatIsPrintedQuotesNoContent() throws Exception {
    assertThat(outcome("CHAT_IN_TITLE").printed() + outcome("ANSWER_IN_TICKET").printed())
        .doesNotContain("convent", "heavy");
  }

  @Test
  void eachRequestThatArrivedIsRecordedWithItsBody() throws Exception {
    Outcome clean = outcome("");
    List<String> recorded = new ArrayList<>();
    for (JsonNode entry : entries(clean)) {
      JsonNode request = entry.path("request");
      recorded.add(
          request.path("method").asText()
              + " "
              + request.path("url").asText()
              + " "
              + request.path("postData").path("text").asText());
    }

    assertThat(clean.arrived()).hasSizeGreaterThan(4);
    assertThat(recorded)
        .containsAll(
            clean.arrived().stream()
                .map(
                    request ->
                        request.getMethod()
                            + " https://"
                            + request.getHost()
                            + request.getUrl()
                            + " "
                            + request.getBodyAsString())
                .toList());
  }

  @Test
  void eachMessageThatArrivedIsRecorded() throws Exception {
    Outcome clean = outcome("");
    List<String> recorded = new ArrayList<>();
    for (JsonNode entry : entries(clean)) {
      entry
          .path("_webSocketMessages")
          .forEach(message -> recorded.add(message.path("data").asText()));
    }

    assertThat(clean.messages()).hasSizeGreaterThan(3);
    assertThat(recorded).containsExactlyElementsOf(clean.messages());
  }

  @ParameterizedTest
  @ValueSource(ints = {320, 768, 1280})
  void thePageFitsIntoAWindow(int width) throws Exception {
    try (Tab tab = chromium.open(width, 700)) {
      tab.open(service + "/");
      tab.await("document.documentElement?.dataset.ready");

      assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void eachControlOfThePageHasAName() throws Exception {
    try (Tab tab = chromium.open(1280, 800)) {
      tab.open(service + "/");
      tab.await("document.documentElement?.dataset.ready");
      tab.click("#help");
      List<String> names = new ArrayList<>();
      for (JsonNode element : tab.accessibilityTree()) {
        if (element.path("role").path("value").asText().matches("button|textbox|dialog|log")) {
          names.add(element.path("name").path("value").asText());
        }
      }

      assertThat(names).hasSizeGreaterThan(3).doesNotContain("");
    }
  }

  private static JsonNode entries(Outcome of) throws IOException {
    return JSON.readTree(of.har().toFile()).path("log").path("entries");
  }

  private static <T extends AutoCloseable> T opened(T what) {
    OPEN.add(what);
    return what;
  }

  private static String script(String name) throws IOException {
    try (var in = PageIT.class.getResourceAsStream("/stand-ins/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** What the user writes, gets and uploads. */
  private static String captured() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (String text : List.of(Contents.QUESTION, Contents.ANSWER)) {
      lines.append(
          JSON.writeValueAsString(Map.of("category", "chat-conversation", "text", text)) + "\n");
    }
    Map<String, String> files =
        Map.of("uploaded-document", "lease.docx", "uploaded-photo", "me.jpeg");
    for (Map.Entry<String, String> file : files.entrySet()) {
      String base64 =
          Base64.getEncoder().encodeToString(Files.readAllBytes(FOLDER.resolve(file.getValue())));
      lines.append(
          JSON.writeValueAsString(Map.of("category", file.getKey(), "base64", base64)) + "\n");
    }
    return lines.toString();
  }

  private static Outcome outcome(String leak) throws Exception {
    Outcome known = OUTCOMES.get(leak);
    if (known == null) {
      known = visit(leak);
      OUTCOMES.put(leak, known);
    }
    return known;
  }

  private static Outcome visit(String leak) throws Exception {
    standIns.take();
    int before = relay.messages().size();
    Path har = FOLDER.resolve((leak.isEmpty() ? "clean" : leak) + ".har");
    try (Tab tab = chromium.open(1280, 800)) {
      HarRecorder recorder = tab.record();
      new Visit(tab).makeTo(service, leak, FOLDER);
      tab.leave();
      awaitTheLastOf(recorder);
      recorder.write(har);
    }
    Process scan =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                AGENT,
                "scan",
                har.toString(),
                "--captured",
                FOLDER.resolve("captured.jsonl").toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(scan.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Files.writeString(FOLDER.resolve(har.getFileName() + ".txt"), printed);
    List<LoggedRequest> arrived =
        standIns.take().stream()
            .filter(request -> StandIns.HOSTS.contains(request.getHost()))
            .filter(request -> request.getHeader("User-Agent").contains("Chrome"))
            .toList();
    List<String> all = relay.messages();
    return new Outcome(har, scan.waitFor(), printed, arrived, all.subList(before, all.size()));
  }

  private static void awaitTheLastOf(HarRecorder recorder) throws InterruptedException {
    for (int i = 0; i < SECONDS * 20 && !recorder.isAnswered("en=user_engagement"); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
