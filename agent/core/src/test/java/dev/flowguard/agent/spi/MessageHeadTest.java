package dev.flowguard.agent.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({"gzip, 31, true", "gzip, 123, false", "deflate, 120, true", "deflate, 123, false"})
  void declaresAnEncodingOnlyForABodyThatBeginsLikeIt(
      String encoding, int first, boolean isDeclared) {
    MessageHead body =
        new HeaderLists(
            Map.of("Content-Encoding", List.of(encoding), "Content-Type", List.of("a/b")));

    MessageHead head = new PlainHead(body, first);

    assertThat(head.header("Content-Encoding")).isEqualTo(isDeclared ? encoding : null);
    assertThat(head.header("Content-Type")).isEqualTo("a/b");
    assertThat(head.toString()).doesNotContain(encoding);
  }
}
