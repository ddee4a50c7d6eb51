package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.decision.Verdict;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What permits and exceptions take off, and what they do not. */
class PermitTest {
  private static final String SECRET =
      "The abbess hid the second ledger under the font before the visitors came on Tuesday";

  private static final byte[] PNG =
      Arrays.copyOf("\u0089PNG\r\n\u001a\n".getBytes(StandardCharsets.ISO_8859_1), 600);
  private static final byte[] PDF =
      Arrays.copyOf("%PDF-1.7\n".getBytes(StandardCharsets.ISO_8859_1), 600);

  private static final String POLICY =
      """
      policy: test
      processors:
        desk:
          hosts: [desk.example]
          permits:
            - { fields: [subject, "person[*]"], paths: [/v1/**], categories: [diary], max-chars: 120 }
            - { parts: ["screenshot*"], types: ["image/*"], paths: [/v1/tickets], categories: [photo, diary] }
      permits:
        - { hosts: [mail.example, "print.example:8443"], fields: [text], categories: [diary] }
      categories:
        diary: {}
        photo: { shapes: [image-file, document-file] }
      rules:
        - { id: no-content, never: [diary, photo], reach: [desk, undeclared] }
      exceptions:
        - { rule: no-content, host: "*.partner.example", path: /in/**, owner: a, reason: b, expires: 2026-12-31 }
      """;

  private final ProtectedContent content = new ProtectedContent();

  private Verdict verdict(String url, String type, byte[] body) {
    PolicyFile.Reading reading = PolicyFile.read("p", POLICY.getBytes(StandardCharsets.UTF_8));
    assertThat(reading.policy()).as("%s", reading.problems()).isNotNull();
    content.capture("diary", "test", SECRET, null, null);
    return new Judge(
            reading.policy(),
            null,
            content,
            Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC))
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", type)),
                new Body.Held(body),
                "test"));
  }

  private boolean stopsField(String url, String name) {
    byte[] form = (name + "=" + SECRET.replace(' ', '+')).getBytes(StandardCharsets.UTF_8);
    return verdict(url, "application/x-www-form-urlencoded", form).stops();
  }

  private boolean stopsFile(String url, String part, String fileName, byte[] file) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\""
                + part
                + "\"; filename=\""
                + fileName
                + "\"\r\nContent-Type: image/png\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8));
    body.writeBytes(file);
    body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.UTF_8));
    return verdict(url, "multipart/form-data; boundary=b", body.toByteArray()).stops();
  }

  @Test
  void onePermitIsForSeveralFields() {
    assertThat(stopsField("https://desk.example/v1/tickets", "subject")).isFalse();
    assertThat(stopsField("https://desk.example/v1/tickets", "person[nickname]")).isFalse();
    assertThat(stopsField("https://desk.example/v1/tickets", "note")).isTrue();
    assertThat(stopsField("https://desk.example/v2/tickets", "subject")).isTrue();
  }

  @Test
  void aPictureInANamedPartIsPermitted() {
    assertThat(stopsFile("https://desk.example/v1/tickets", "screenshot2", "a.png", PNG)).isFalse();
  }

  @Test
  void aPictureInAnotherPartIsStopped() {
    assertThat(stopsFile("https://desk.example/v1/tickets", "avatar", "a.png", PNG)).isTrue();
  }

  @Test
  void aPictureOnAnotherPathIsStopped() {
    assertThat(stopsFile("https://desk.example/v1/other", "screenshot", "a.png", PNG)).isTrue();
  }

  @Test
  void aFileOfAnotherTypeIsStoppedWhateverItIsCalled() {
    assertThat(stopsFile("https://desk.example/v1/tickets", "screenshot", "a.png", PDF)).isTrue();
  }

  @Test
  void textInsideAPermittedFileIsPermittedToo() {
    byte[] file = PNG.clone();
    byte[] text = SECRET.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, file, 100, text.length);

    assertThat(stopsFile("https://desk.example/v1/tickets", "screenshot", "a.png", file)).isFalse();
    assertThat(stopsFile("https://desk.example/v1/tickets", "avatar", "a.png", file)).isTrue();
  }

  @Test
  void theNameOfAPermittedFileIsNotPermitted() {
    assertThat(stopsFile("https://desk.example/v1/tickets", "screenshot", SECRET + ".png", PNG))
        .isTrue();
  }

  @Test
  void aPictureThatIsNotAFileOfAPartIsStopped() {
    assertThat(verdict("https://desk.example/v1/tickets", "image/png", PNG).stops()).isTrue();
  }

  @Test
  void anUndeclaredRecipientMayGetAFieldThatIsPermittedForItsHost() {
    assertThat(stopsField("https://eu.mail.example/send", "text")).isFalse();
    assertThat(stopsField("https://mail.example/send", "subject")).isTrue();
    assertThat(stopsField("https://evilmail.example/send", "text")).isTrue();
  }

  @Test
  void aPermitForAPortIsForThatPort() {
    assertThat(stopsField("https://print.example:8443/", "text")).isFalse();
    assertThat(stopsField("https://print.example/", "text")).isTrue();
  }

  @Test
  void anExceptionMayNameTheHostOfAnUndeclaredRecipient() {
    assertThat(stopsField("https://eu.partner.example/in/box", "note")).isFalse();
    assertThat(stopsField("https://eu.partner.example/out", "note")).isTrue();
    assertThat(stopsField("https://partner.example.evil.example/in/box", "note")).isTrue();
  }

  @Test
  void anExceptionForAHostIsNotForAProcessorWithThatNameInItsHeader() {
    byte[] form = ("note=" + SECRET.replace(' ', '+')).getBytes(StandardCharsets.UTF_8);

    assertThat(
            verdict("https://desk.example/in/box", "application/x-www-form-urlencoded", form)
                .stops())
        .isTrue();
  }
}
