package dev.flowguard.rules.payload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.counted.Sample;
import dev.flowguard.rules.inspection.Work;
import dev.flowguard.rules.judge.Wrapped;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** That no decoder is forgotten: neither by those that look, nor by the tests that count work. */
class DecodersTest {
  @Test
  void everyDecoderIsRegistered() throws Exception {
    Set<Class<?>> registered =
        CountedDecoders.registries().values().stream()
            .flatMap(List::stream)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    List<Class<?>> forgotten = new ArrayList<>();
    Path classes =
        Path.of(Decoder.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    String folder = getClass().getPackageName().replace('.', '/');
    try (Stream<Path> files = Files.list(classes.resolve(folder))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.startsWith("package-info")) {
          Class<?> type =
              Class.forName(
                  getClass().getPackageName() + "." + name.substring(0, name.length() - 6));
          boolean isDecoder =
              Decoder.class.isAssignableFrom(type) && !Modifier.isAbstract(type.getModifiers());
          if (isDecoder && !registered.contains(type)) {
            forgotten.add(type);
          }
        }
      }
    }
    assertThat(registered).hasSizeGreaterThan(20);
    assertThat(forgotten).isEmpty();
  }

  @Test
  void everyDecoderOpensASampleWhoseWorkIsCounted() {
    List<Sample> samples = Wrapped.samples(200);
    List<String> opensNothing = new ArrayList<>();
    CountedDecoders.registries()
        .forEach(
            (registry, decoders) -> {
              for (Decoder each : decoders) {
                if (samples.stream().noneMatch(sample -> opens(each, sample))) {
                  opensNothing.add(registry + " " + each.getClass().getSimpleName());
                }
              }
            });
    assertThat(opensNothing).isEmpty();
  }

  private static boolean opens(Decoder decoder, Sample sample) {
    String text = new String(sample.body(), StandardCharsets.UTF_8);
    Location body = Location.of(Location.Kind.BODY);
    for (Part part :
        List.of(
            Part.ofBytes(body, Layers.NONE, 0, sample.body()),
            Part.ofText(body, Layers.NONE, 0, text))) {
      Unfolding to = new Unfolding(UnfoldLimits.DEFAULT, Work.forBytes(sample.size()));
      try {
        decoder.open(part, to);
        to.run();
        if (!to.payload().leaves().isEmpty()) {
          return true;
        }
      } finally {
        to.close();
      }
    }
    return false;
  }
}
