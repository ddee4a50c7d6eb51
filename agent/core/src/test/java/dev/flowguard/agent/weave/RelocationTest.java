package dev.flowguard.agent.weave;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RelocationTest {
  private static final String RUNNER = "org/apache/hc/core5/http/Runner";
  private static final List<String> APACHE = List.of("org/apache/hc");
  private static final List<String> OKHTTP = List.of("okhttp3", "okio", "kotlin");

  @Test
  void aClassUnderItsOwnNameIsNoCopy() {
    assertThat(Relocation.of(RUNNER, RUNNER, APACHE)).isEqualTo(Relocation.NONE);
    assertThat(Relocation.NONE.isRenamed()).isFalse();
    assertThat(Relocation.NONE.apply(RUNNER)).isEqualTo(RUNNER);
  }

  @Test
  void aRenamedPackageIsFoundByWhatIsLeftOfTheName() {
    Relocation inside =
        Relocation.of(RUNNER, "com/example/shaded/org/apache/hc/core5/http/Runner", APACHE);
    assertThat(inside)
        .isEqualTo(new Relocation("org/apache/hc", "com/example/shaded/org/apache/hc"));
    assertThat(inside.prefix()).isEqualTo("com/example/shaded/");

    Relocation cut =
        Relocation.of(RUNNER, "com/example/thirdparty/apache/hc/core5/http/Runner", APACHE);
    assertThat(cut).isEqualTo(new Relocation("org/apache/hc", "com/example/thirdparty/apache/hc"));
    assertThat(cut.apply("org/apache/hc/core5/net/Other"))
        .isEqualTo("com/example/thirdparty/apache/hc/core5/net/Other");
    assertThat(cut.apply("java/lang/String")).isEqualTo("java/lang/String");
  }

  @Test
  void aNameThatOnlyEndsAlikeIsAnotherClass() {
    for (String other :
        List.of(
            "com/example/http/Runner",
            "com/example/apache/core5/http/Runner", // the package's last part is another
            "com/example/myhc/core5/http/Runner",
            "core5/http/Runner",
            "org/apache/hc/core5/http/RunnerTest",
            "org/apache/hc/core5/http/Runner$Inner")) {
      assertThat(Relocation.of(RUNNER, other, APACHE)).as(other).isNull();
    }
    // A package that begins alike is not the library's.
    assertThat(Relocation.of("okhttp3x/Call", "shadow/okhttp3x/Call", OKHTTP)).isNull();
    assertThat(Relocation.packageOf("okhttp3x/Call", OKHTTP)).isNull();
    assertThat(Relocation.packageOf("okhttp3/Call", OKHTTP)).isEqualTo("okhttp3");
  }

  @Test
  void nothingOfTheJdkIsTakenForACopy() {
    assertThat(
            Relocation.of(
                "sun/net/www/http/HttpClient", "x/sun/net/www/http/HttpClient", List.of()))
        .isNull();
  }

  @Test
  void aDescriptorFitsIfItDiffersInRenamedPackagesOnly() {
    String expected = "(Lokhttp3/Call;Lokio/Sink;ZLjava/lang/String;)Lokhttp3/Response;";
    for (String same :
        List.of(
            expected,
            "(Lshadow/okhttp3/Call;Lshadow/okio/Sink;ZLjava/lang/String;)Lshadow/okhttp3/Response;",
            "(Lshadow/okhttp3/Call;Lokio/Sink;ZLjava/lang/String;)Lshadow/okhttp3/Response;")) {
      assertThat(Relocation.isSameShape(expected, same, OKHTTP)).as(same).isTrue();
    }
    for (String other :
        List.of(
            "(Lokhttp3/Call;Lokio/Sink;ZLjava/lang/String;)V",
            "(Lokhttp3/Call;Lokio/Sink;Z)Lokhttp3/Response;",
            "(Lokhttp3/Call;Lokio/Sink;ILjava/lang/String;)Lokhttp3/Response;",
            "(Lokhttp3/Call;Lokio/Source;ZLjava/lang/String;)Lokhttp3/Response;",
            "(Lokhttp3/Call;Lokio/Sink;ZLx/java/lang/String;)Lokhttp3/Response;",
            expected + "V",
            "(Lokhttp3/Call",
            "")) {
      assertThat(Relocation.isSameShape(expected, other, OKHTTP)).as(other).isFalse();
    }
  }
}
