package dev.flowguard.rules.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PathIndexTest {
  private static final List<String> IN_PATTERNS =
      List.of("a", "B", "chat", "*", "**", "c*", "%61", "..", "a;v=1");

  private static final List<String> IN_PATHS =
      List.of("a", "A", "b", "chat", "Chats", "%61", "%2561", "..", ".", "", "a;v=1", "b%2fchat");

  private static String path(Random random, List<String> segments) {
    StringBuilder path = new StringBuilder();
    for (int i = 1 + random.nextInt(4); i > 0; i--) {
      path.append('/').append(segments.get(random.nextInt(segments.size())));
    }
    return path.append(random.nextInt(4) == 0 ? "/" : "").toString();
  }

  @Test
  void findsWhatEachPatternByItselfMatchesInOrder() {
    Random random = new Random(3);
    List<PathPattern> patterns = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      patterns.add(new PathPattern(path(random, IN_PATTERNS)));
    }
    PathIndex<PathPattern> index = PathIndex.of(patterns, pattern -> pattern);
    int found = 0;

    for (int i = 0; i < 3_000; i++) {
      String path = path(random, IN_PATHS);
      List<PathPattern> expected =
          patterns.stream().filter(pattern -> pattern.matchesAnyForm(path)).toList();
      assertThat(index.of(path)).as(path).isEqualTo(expected);
      found += expected.size();
    }

    assertThat(found).isGreaterThan(10_000);
  }

  @Test
  void isCertainOnlyOfPathsThatNoPatternMatches() {
    Random random = new Random(4);
    int certain = 0;

    for (int i = 0; i < 20_000; i++) {
      List<PathPattern> patterns = List.of(new PathPattern(path(random, IN_PATTERNS)));
      PathIndex<PathPattern> index = PathIndex.of(patterns, pattern -> pattern);
      String path = path(random, IN_PATHS);
      String text = "http://h" + path + "?q";
      boolean isNone = index.isCertainlyNone(text, 8, 8 + path.length());
      if (isNone) {
        assertThat(index.of(path)).as("%s of %s", path, patterns).isEmpty();
        certain++;
      }
    }

    assertThat(certain).isGreaterThan(1_000);
  }

  @Test
  void isCertainOfPathsThatGoAnotherWay() {
    List<PathPattern> patterns = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      patterns.add(new PathPattern("/api/part" + i + "/**"));
    }
    PathIndex<PathPattern> index = PathIndex.of(patterns, pattern -> pattern);

    for (String none :
        List.of("/", "", "/api", "/api/part1000/x", "/API//Part/7", "/other/part1")) {
      assertThat(index.isCertainlyNone(none, 0, none.length())).as(none).isTrue();
    }
    for (String some :
        List.of("/api/part999", "/API//Part7/x", "/x/../api/part7", "/%61pi/part7")) {
      assertThat(index.isCertainlyNone(some, 0, some.length())).as(some).isFalse();
    }
  }

  @Test
  void findsThePatternOfEveryPathAtTheRoot() {
    PathIndex<PathPattern> index = PathIndex.of(List.of(PathPattern.ANY), pattern -> pattern);

    assertThat(index.of("/")).containsExactly(PathPattern.ANY);
    assertThat(index.of("")).containsExactly(PathPattern.ANY);
  }

  @Test
  void findsNothingWithoutPatterns() {
    PathIndex<PathPattern> index = PathIndex.of(List.of(), pattern -> pattern);

    assertThat(index.of("/a")).isEmpty();
  }
}
