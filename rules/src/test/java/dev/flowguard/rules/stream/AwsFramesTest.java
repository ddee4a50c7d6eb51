package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwsFramesTest {
  private static final String ONE = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"One \"}}";
  private static final String TWO = "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"two\"}}";

  @Test
  void aFrameWithAWrongChecksumIsLeftOut() {
    byte[] wrong = delta(TWO);
    wrong[wrong.length - 10] ^= 1;

    StreamAssembler assembler = assemble(delta(ONE), wrong, delta(TWO));

    assertThat(Assembled.texts(assembler)).containsExactly("One two");
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void aFrameWithAWrongLengthDoesNotHideTheNextOnes() {
    for (int at = 0; at < 8; at++) {
      byte[] lying = delta(TWO);
      lying[at] ^= 0x11;

      StreamAssembler assembler = assemble(delta(ONE), lying, delta(TWO));

      assertThat(Assembled.texts(assembler)).as("byte %s", at).containsExactly("One two");
      assertThat(assembler.isPartial()).as("byte %s", at).isTrue();
    }
  }

  @Test
  void aLengthThatNoFrameHasIsNotWaitedFor() {
    for (byte[] prelude :
        List.of(
            AwsFrameBuilder.prelude(Integer.MAX_VALUE, 0),
            AwsFrameBuilder.prelude(-1, 0),
            AwsFrameBuilder.prelude(15, 0),
            AwsFrameBuilder.prelude(100, 100),
            AwsFrameBuilder.prelude(100, -1))) {
      assertThat(Assembled.texts(assemble(prelude, delta(ONE), delta(TWO))))
          .containsExactly("One two");
    }
  }

  @Test
  void whatCameBeforeACutFrameCounts() {
    byte[] cut = delta(TWO);

    StreamAssembler assembler = assemble(delta(ONE), Arrays.copyOf(cut, cut.length - 1));

    assertThat(Assembled.texts(assembler)).containsExactly("One ");
  }

  @Test
  void headersThatLieDoNotHideThePayload() {
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    AwsFrameBuilder.header(headers, ":message-type", "event");
    headers.write(200);
    byte[] frame =
        AwsFrameBuilder.frame(headers.toByteArray(), ONE.getBytes(StandardCharsets.UTF_8));

    StreamAssembler assembler = assemble(frame);

    assertThat(Assembled.texts(assembler)).containsExactly("One ");
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void piecesOfTextInBase64AreDecodedBeforeTheyAreJoined() {
    byte[] stream = new AwsFrameBuilder().chunk("The gr", "").chunk("eenhouse", "").bytes();

    assertThat(Assembled.texts(assemble(stream))).containsExactly("The greenhouse");
  }

  @Test
  void recordsThatAreNoJsonAreText() {
    StreamAssembler assembler =
        assemble(
            AwsFrameBuilder.frame("Records", "application/octet-stream", bytes("a,b\n1,")),
            AwsFrameBuilder.frame("Records", "application/octet-stream", bytes("2\n")),
            AwsFrameBuilder.frame("End", "application/octet-stream", new byte[0]));

    assertThat(Assembled.named(assembler)).containsExactly("body Records = a,b\n1,2\n");
  }

  @Test
  void soundIsLeftOut() {
    byte[] sound = {1, 0, 2, 0};

    StreamAssembler assembler = assemble(AwsFrameBuilder.frame("Audio", "audio/pcm", sound));

    assertThat(assembler.values()).isEmpty();
    assertThat(assembler.isPartial()).isTrue();
  }

  private static byte[] delta(String json) {
    return AwsFrameBuilder.frame("contentBlockDelta", "application/json", bytes(json));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static StreamAssembler assemble(byte[]... frames) {
    AwsFrameBuilder stream = new AwsFrameBuilder();
    for (byte[] frame : frames) {
      stream.raw(frame);
    }
    return Assembled.of(StreamFormat.AWS_EVENT_STREAM, stream.bytes());
  }
}
