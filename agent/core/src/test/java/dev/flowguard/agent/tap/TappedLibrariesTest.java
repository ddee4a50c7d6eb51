package dev.flowguard.agent.tap;

import static dev.flowguard.rules.vocabulary.SourceKind.EXCHANGE;
import static dev.flowguard.rules.vocabulary.SourceKind.HTTP_IN;
import static dev.flowguard.rules.vocabulary.SourceKind.JDBC;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TappedLibrariesTest {
  private static final long TEN_MINUTES = TimeUnit.MINUTES.toNanos(10);

  private final TappedLibraries libraries = new TappedLibraries();

  @BeforeEach
  void weave() {
    libraries.woven("tomcat", Set.of(HTTP_IN));
    libraries.woven("pgjdbc", Set.of(JDBC));
  }

  @Test
  void onlyKindsThatAWovenLibraryFeedsCanFire() {
    assertThat(libraries.isWoven(HTTP_IN)).isTrue();
    assertThat(libraries.isWoven(EXCHANGE)).isFalse();
  }

  @Test
  void aFaultOfADriverIsNoFaultOfAServer() {
    libraries.failed("pgjdbc", "SQLException", 0);
    assertThat(libraries.failure(JDBC, 1)).isEqualTo("pgjdbc: SQLException");
    assertThat(libraries.failure(HTTP_IN, 1)).isNull();
  }

  @Test
  void aFaultIsOverWhenThereWasNoneForTenMinutes() {
    libraries.failed("pgjdbc", "SQLException", 0);
    libraries.failed("pgjdbc", "SQLException", 5);
    assertThat(libraries.failure(JDBC, TEN_MINUTES)).isNotNull();
    assertThat(libraries.failure(JDBC, TEN_MINUTES + 5)).isNull();
  }

  @Test
  void aFaultWhoseLibraryIsNotKnownCountsForEachKind() {
    libraries.failed("netty", "NullPointerException", 0);
    assertThat(libraries.failure(HTTP_IN, 1)).isEqualTo("netty: NullPointerException");
    assertThat(libraries.failure(JDBC, 1)).isEqualTo("netty: NullPointerException");
  }

  @Test
  void aLibraryThatItsTapsDoNotFitStaysReportedForTheirKinds() {
    libraries.misfit("tomcat", Set.of(HTTP_IN), "it lacks a method");
    assertThat(libraries.failure(HTTP_IN, 2 * TEN_MINUTES)).isEqualTo("tomcat: it lacks a method");
    assertThat(libraries.failure(JDBC, 1)).isNull();
  }
}
