package dev.flowguard.rules.payload;

import dev.flowguard.rules.counted.Cost;
import dev.flowguard.rules.counted.Counter;
import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.counted.Subject;
import dev.flowguard.rules.inspection.Work;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Each registered decoder by itself, over the body of a sample: as bytes, or as a text. */
public final class CountedDecoders implements Subject {
  @Override
  public Map<String, Cost> of(Sample sample) {
    return of(sample, "");
  }

  @Override
  public Map<String, Cost> of(Sample sample, String stage) {
    Map<String, Cost> costs = new LinkedHashMap<>();
    String text = new String(sample.body(), StandardCharsets.UTF_8);
    registries()
        .forEach(
            (registry, decoders) -> {
              boolean isText = registry.equals("TEXT") || registry.equals("VALUE");
              for (Decoder each : decoders) {
                String name = registry + " " + each.getClass().getSimpleName();
                if (name.endsWith(stage)) {
                  costs.put(name, cost(each, isText, sample, text));
                }
              }
            });
    return costs;
  }

  private static Cost cost(Decoder decoder, boolean isText, Sample sample, String text) {
    Location body = Location.of(Location.Kind.BODY);
    Part part =
        isText
            ? new Part(body, Layers.NONE, 0, null, text, sample.type(), null, true)
            : new Part(body, Layers.NONE, 0, sample.body(), null, sample.type(), null, true);
    Work work = Work.forBytes(sample.size());
    Unfolding to = new Unfolding(UnfoldLimits.DEFAULT, work);
    long before = Counter.steps();
    try {
      if (isText) {
        work.charge(text.length()); // as the unfolding does before it asks a decoder
      }
      decoder.open(part, to);
    } catch (Work.UsedUp e) {
      // Seen by its caller.
    } finally {
      to.close();
    }
    return new Cost(Counter.steps() - before, work.steps(), work.isUsedUp());
  }

  /** All lists of decoders, whatever they are called. */
  static Map<String, List<Decoder>> registries() {
    Map<String, List<Decoder>> registries = new LinkedHashMap<>();
    for (Field field : Decoders.class.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && List.class.isAssignableFrom(field.getType())) {
        try {
          @SuppressWarnings("unchecked") // the field's declared type
          List<Decoder> decoders = (List<Decoder>) field.get(null);
          registries.put(field.getName(), decoders);
        } catch (IllegalAccessException e) {
          throw new IllegalStateException(e);
        }
      }
    }
    return registries;
  }
}
