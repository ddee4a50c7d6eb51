package dev.flowguard.rules.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.request.Body;
import dev.flowguard.rules.request.Header;
import dev.flowguard.rules.request.OutboundRequest;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublishedShapesTest {
  private static final String EVENTS =
      "https://region1.google-analytics.com/mp/collect?measurement_id=G-4QM7Z1TB2X&api_secret=k";
  private static final String CRISP =
      "https://api.crisp.chat/v1/website/1/conversation/session_1/message";
  private final ProtectedContent content = new ProtectedContent();
  private final Judge judge = new Judge(Policy.builtIn(), null, content, Clock.systemUTC());

  private boolean isStopped(String url, String type, byte[] body) {
    return judge
        .judge(
            new OutboundRequest(
                "POST",
                url,
                List.of(new Header("Content-Type", type)),
                new Body.Held(body),
                "test"))
        .stops();
  }

  private boolean isStopped(String value) {
    String body =
        "{\"client_id\":\"1.2\",\"events\":[{\"name\":\"x\",\"params\":{\"link_url\":\""
            + value
            + "\"}}]}";
    return isStopped(EVENTS, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mailto:help@mirage-studio.io",
        "Help@Mirage-Studio.io",
        "Write to help@mirage-studio.io today",
        "tel:+31201234567"
      })
  void contactDetailsInPublishedTextAreNoFinding(String value) {
    content.publish("Contact us: help@mirage-studio.io, or call +31 20 123 4567 (office hours).");

    assertThat(isStopped(value)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mailto:jane.doe@mirage-studio.io",
        "help@mirage-studio.io and jane.doe@example.org",
        "tel:+31201234568"
      })
  void othersStillAre(String value) {
    content.publish("Contact us: help@mirage-studio.io, or call +31 20 123 4567 (office hours).");

    assertThat(isStopped(value)).isTrue();
  }

  private static byte[] png() throws IOException {
    BufferedImage image = new BufferedImage(320, 240, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 320 * 240; i++) {
      image.setRGB(i % 320, i / 320, i * 31);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void aPublishedPictureIsNoFindingEvenIfItWasCaptured() throws IOException {
    byte[] picture = png();
    assertThat(isStopped(CRISP, "image/png", picture)).isTrue();

    content.publish(picture);
    content.capture("uploaded-photo", "test", picture, null, null);

    assertThat(isStopped(CRISP, "image/png", picture)).isFalse();
  }
}
