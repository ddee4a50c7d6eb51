package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageHeadTest {
  private final MessageHead request =
      new HeaderLists(Map.of("Cookie", List.of("session=s3cr3t"), "Content-Type", List.of("a/b")));
  private final MessageHead answer = new HeaderLists(Map.of("X-User-Id", List.of("anna")));

  @Test
  void anAnswerHasHeadersOfItsRequestButThoseOfTheBody() {
    MessageHead head = new AnswerHead(answer, request);
    assertThat(head.header("X-User-Id")).isEqualTo("anna");
    assertThat(head.header("Cookie")).isEqualTo("session=s3cr3t");
    assertThat(head.header("Content-Type")).isNull();
  }

  @Test
  void saysNoValueOfAHeader() {
    assertThat(request.toString() + new AnswerHead(answer, request))
        .doesNotContain("s3cr3t", "anna");
  }
}
