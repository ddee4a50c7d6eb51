package dev.flowguard.rules.judge;

import dev.flowguard.rules.counted.Sample;
import java.util.ArrayList;
import java.util.List;

/** A text in each layer and file that some decoder must open, and in each spelling. */
public final class Wrapped {
  private static final String TEXT =
      "The midwife wrote the true date on the last page, and burnt the almanac. ";

  private Wrapped() {}

  /** A sample for each layer, file and spelling, around a text of about so many characters. */
  public static List<Sample> samples(int length) {
    String text = TEXT.repeat(Math.max(1, length / TEXT.length()));
    List<Sample> samples = new ArrayList<>();
    List<Wrapping> ways = new ArrayList<>(Wrapping.all());
    ways.addAll(Wrapping.files());
    ways.addAll(Wrapping.spellings());
    for (Wrapping each : ways) {
      samples.add(
          new Sample(
              each.name(),
              "https://api.stripe.com/v1/customers",
              "",
              "",
              each.wrap(Wrapping.utf8(text), true)));
    }
    samples.add(
        new Sample(
            "Avro",
            "https://api.stripe.com/v1/customers",
            "",
            "",
            Wrapping.avro(Wrapping.utf8(text))));
    return samples;
  }
}
