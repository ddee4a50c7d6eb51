package dev.flowguard.agent.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.policy.PolicyFile;
import dev.flowguard.rules.provenance.ProtectedContent;
import dev.flowguard.rules.provenance.Remembered;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** For how long content is known, as the policy in force says, and how it is forgotten. */
class RetentionTest {
  private static final long MINUTE = 60_000;

  private final AtomicLong now = new AtomicLong();
  private final ProtectedContent content = new ProtectedContent(8 << 20, now::get);
  private final Sources sources = new Sources(policy("remember: 2h"), content);

  private static Policy policy(String key) {
    PolicyFile.Reading reading =
        PolicyFile.read(
            "p.yaml",
            ("policy: p\nprocessors: { x: { hosts: [x.example] } }\n"
                    + "categories: { chat: { "
                    + key
                    + " }, note: { shapes: [phone] } }\n"
                    + "rules: [{ id: r, never: [chat, note], reach: [x] }]\n")
                .getBytes(StandardCharsets.UTF_8));
    return Objects.requireNonNull(reading.policy(), reading.problems().toString());
  }

  private void protect(String category, String owner, String document) {
    sources.protect(category, "what " + owner + " wrote in " + document, owner, document);
  }

  private Remembered only() {
    List<Remembered> all = content.remembered();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  @Test
  void whatIsProtectedIsASourceOfItsCategory() {
    protect("chat", "ann", "diary");
    protect("note", "ann", "list");

    assertThat(content.remembered())
        .extracting(Remembered::category, Remembered::source, Remembered::rememberMillis)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("chat", "Flowguard.protect", 120 * MINUTE),
            org.assertj.core.groups.Tuple.tuple("note", "Flowguard.protect", 24 * 60 * MINUTE));
  }

  @Test
  void aReloadThatRemembersLessForgetsAtOnceAndOneThatRemembersMoreKeeps() {
    protect("chat", "ann", "diary");
    now.addAndGet(90 * MINUTE);
    protect("chat", "bob", "letter");

    sources.use(policy("remember: 1h"));
    assertThat(only().values()).isOne();
    assertThat(only().expired()).isOne();

    sources.use(policy("remember: 3d"));
    now.addAndGet(2 * 24 * 60 * MINUTE);
    assertThat(only().values()).isOne();
  }

  @Test
  void saysHowMuchOfADocumentOrAnOwnerWasForgotten() {
    protect("chat", "ann", "diary");
    protect("note", "ann", "diary");
    protect("chat", "ann", "letter");
    protect("chat", "bob", "diary");

    assertThat(sources.forget("diary")).isEqualTo(3);
    assertThat(sources.forgetOwner("ann")).isOne();
    assertThat(sources.forgetOwner("nobody")).isZero();
    assertThat(content.stats().documents()).isZero();
  }
}
