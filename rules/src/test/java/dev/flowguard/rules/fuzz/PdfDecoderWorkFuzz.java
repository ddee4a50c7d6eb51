package dev.flowguard.rules.fuzz;

import dev.flowguard.rules.judge.Nasty;
import java.nio.charset.StandardCharsets;

/** Of what {@code PdfDecoder} costs, for files of any bytes and for streams of them. */
class PdfDecoderWorkFuzz extends DecoderWorkFuzz {
  PdfDecoderWorkFuzz() {
    super("PdfDecoder");
  }

  @Override
  byte[] packed(byte[] body) {
    return Nasty.pdf(new String(body, StandardCharsets.ISO_8859_1));
  }
}
