package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogueTest {
  @Test
  void theIndexNamesEachFileOfTheFolder() throws Exception {
    Path index =
        Path.of(
            Objects.requireNonNull(
                    Catalogue.class.getResource("/dev/flowguard/rules/catalogue/index"))
                .toURI());
    List<String> files;
    try (Stream<Path> all = Files.list(Objects.requireNonNull(index.getParent()))) {
      files =
          all.map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".yaml"))
              .map(name -> name.substring(0, name.length() - ".yaml".length()))
              .toList();
    }

    assertThat(Catalogue.ids()).containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void eachEntryCanBeRead() {
    for (String id : Catalogue.ids()) {
      Catalogue entry = Catalogue.of(id);
      assertThat(entry.id()).isEqualTo(id);
      assertThat(entry.title()).isNotBlank();
      assertThat(entry.hosts().suffixes()).isNotEmpty();
    }
  }
}
