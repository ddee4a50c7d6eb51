package dev.flowguard.rules.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that nobody sends who means well. */
class HostileStreamTest {
  private static final int SMALL = 64 << 10;

  @Test
  void keysWithoutEndAreBounded() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.NDJSON, Assembled.MOST);
    for (int i = 0; i < 1_000_000; i++) {
      add(assembler, "{\"k" + i + "\":\"v\"}\n");
    }
    assertThat(assembler.values()).hasSizeLessThanOrEqualTo(10_000);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void typesWithoutEndAreBounded() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.NDJSON, Assembled.MOST);
    for (int i = 0; i < 100_000; i++) {
      add(assembler, "{\"type\":\"k" + i + "\",\"t\":{\"u\":\"v\"}}\n");
    }
    assertThat(assembler.values()).hasSizeLessThanOrEqualTo(10_000);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void aKnownKeyGrowsOnWhereThereAreNoMoreKeys() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.NDJSON, Assembled.MOST);
    add(assembler, "{\"t\":\"One\"}\n");
    for (int i = 0; i < 50_000; i++) {
      add(assembler, "{\"k" + i + "\":\"v\"}\n");
    }
    add(assembler, "{\"t\":\" two\"}\n");

    assertThat(assembler.values().get(0).text()).isEqualTo("One two");
  }

  @ParameterizedTest
  @EnumSource(StreamFormat.class)
  void anEventWithoutEndIsBounded(StreamFormat format) {
    StreamAssembler assembler = new StreamAssembler(format, SMALL);
    byte[] piece = "x".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    switch (format) {
      case SSE -> add(assembler, "data: {\"t\":\"");
      case NDJSON -> add(assembler, "{\"t\":\"");
      case JSON_ARRAY -> add(assembler, "[{\"t\":\"");
      default -> {
        byte[] prelude = AwsFrameBuilder.prelude(20 << 20, 0);
        assembler.add(prelude, 0, prelude.length);
      }
    }
    for (int i = 0; i < 10_000; i++) {
      assembler.add(piece, 0, piece.length);
    }
    int kept = 0;
    for (StreamValue value : assembler.values()) {
      kept += value.text().length();
    }
    assertThat(kept).isLessThanOrEqualTo(SMALL);
    assertThat(kept > SMALL / 3).isEqualTo(format != StreamFormat.AWS_EVENT_STREAM);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void aLineOfPlainTextWithoutEndIsBounded() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.SSE, SMALL);
    add(assembler, "data: ");
    for (int i = 0; i < 10_000; i++) {
      add(assembler, "words without an end and without a line ");
    }
    assertThat(assembler.values().get(0).text()).startsWith("words without").hasSizeLessThan(SMALL);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void aTextWithoutEndIsKeptFromItsBeginning() {
    StreamAssembler assembler = new StreamAssembler(StreamFormat.NDJSON, SMALL);
    for (int i = 0; i < 100_000; i++) {
      add(assembler, "{\"t\":\"" + i + " \"}");
    }
    assertThat(assembler.values().get(0).text())
        .startsWith("0 1 2 3 4 ")
        .hasSizeGreaterThan(SMALL / 3);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void deepJsonIsReadAsFarAsItIsNotTooDeep() {
    StreamAssembler assembler =
        Assembled.of(
            StreamFormat.NDJSON,
            "{\"t\":\"One \",\"u\":"
                + "[".repeat(1_000_000)
                + "]".repeat(1_000_000)
                + "}\n{\"t\":\"two\"}\n");

    assertThat(Assembled.texts(assembler)).containsExactly("One two");
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void stringsWithoutEndInOneEventAreBounded() {
    StreamAssembler assembler =
        Assembled.of(StreamFormat.NDJSON, "[{\"t\":[" + "\"x\",".repeat(1_000_000) + "\"x\"]}]");

    assertThat(assembler.values()).hasSizeLessThanOrEqualTo(10_000);
    assertThat(assembler.isPartial()).isTrue();
  }

  @Test
  void bytesThatAreNoUtf8DoNotHideTheOthers() {
    byte[] stream =
        "data: {\"t\":\"One \u00ff\u00c3 two\"}\n\n".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(Assembled.texts(Assembled.of(StreamFormat.SSE, stream)))
        .containsExactly("One \ufffd\ufffd two");
  }

  @Test
  void zeroBytesDoNotHideTheOthers() {
    assertThat(Assembled.texts(StreamFormat.SSE, "data: {\"t\":\"One \0 two\"}\n\ndata: \0x\n\n"))
        .containsExactly("One \0 two", "\0x");
  }

  @Test
  void controlCharactersAndWrongNumbersInJsonDoNotHideTheOthers() {
    assertThat(Assembled.texts(StreamFormat.SSE, "data: {\"n\":NaN,\"t\":\"One\ttwo\"}\n\n"))
        .containsExactly("One\ttwo");
  }

  @Test
  void longNumbersAreNotRead() {
    assertThat(
            Assembled.texts(
                StreamFormat.NDJSON, "{\"index\":" + "9".repeat(1_000_000) + ",\"t\":\"One\"}"))
        .containsExactly("One");
  }

  @ParameterizedTest
  @EnumSource(StreamFormat.class)
  void anyBytesAreTaken(StreamFormat format) {
    Random random = new Random(7);
    String alphabet = "{}[]\":,\\ \r\ndataevnt0\0\u00c3\u00ff";
    for (int round = 0; round < 2_000; round++) {
      byte[] stream = new byte[random.nextInt(300)];
      for (int i = 0; i < stream.length; i++) {
        stream[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      List<String> whole = Assembled.named(Assembled.of(format, stream));

      assertThat(Assembled.named(Assembled.inPieces(format, stream, 1))).isEqualTo(whole);
    }
  }

  private static void add(StreamAssembler assembler, String piece) {
    byte[] bytes = piece.getBytes(StandardCharsets.UTF_8);
    assembler.add(bytes, 0, bytes.length);
  }
}
