package dev.flowguard.agent.watch;

import dev.flowguard.agent.source.FileSources;
import dev.flowguard.agent.status.Problems;
import dev.flowguard.agent.status.SourceStatus;
import dev.flowguard.agent.thread.Look;
import dev.flowguard.agent.thread.NoAction;
import dev.flowguard.rules.policy.Policy;
import dev.flowguard.rules.provenance.ProtectedContent;
import java.io.File;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks twice a minute for what has changed below the {@code files} sources, and for {@code public}
 * texts that were not read for this policy yet: on a thread of its own, because there may be many,
 * and because a file system may stall.
 *
 * <p>The JVM does not wait for it. The first judgements do, for two seconds at the most, so that a
 * program that sends at once is judged by the whole of the policy.
 */
public final class FilesWatch implements Look {
  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long WAIT_MILLIS = 2_000;
  private static final String KEY = "files.unread";

  private final PublicText publicText;
  private final Problems problems;
  private final FileSources sources;
  private final CountDownLatch first = new CountDownLatch(1);

  private volatile boolean isReady;
  private volatile Policy wanted = Policy.none();
  private volatile Runnable wake = NoAction.INSTANCE;

  // Of the watching thread.
  private @Nullable Policy published;
  private long lookedAt;

  /**
   * @param folder of the policy's file; null for the built-in policy
   * @param classPath jars and folders that the application's classes are from by now
   */
  public FilesWatch(
      @Nullable File folder,
      Supplier<Set<File>> classPath,
      ProtectedContent content,
      Problems problems) {
    this.problems = problems;
    this.publicText = new PublicText(folder, classPath, content, problems);
    this.sources = new FileSources(content, problems);
  }

  /** Has this run when another policy is to be looked at. */
  public void whenChanged(Runnable run) {
    wake = run;
  }

  /** Has the files of this policy known, and no others. */
  void use(Policy policy) {
    wanted = policy;
    wake.run();
  }

  @Override
  public void look() {
    Policy policy = wanted;
    long now = System.nanoTime();
    if (policy == published && now - lookedAt < EVERY_NANOS) {
      return;
    }
    if (policy != published) {
      publicText.use(policy.publicFiles(), now);
    }
    publicText.look(now);
    sources.look(policy);
    published = policy;
    lookedAt = now;
    if (!isReady) {
      isReady = true;
      first.countDown();
    }
    problems.solved(KEY);
  }

  /** Returns when all files were read once, or after two seconds; at once if there are none. */
  public void awaitFirst() {
    if (isReady) {
      return;
    }
    Policy policy = wanted;
    if (policy.publicFiles().isEmpty() && !FileSources.areIn(policy)) {
      return;
    }
    try {
      if (first.await(WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // this request goes on with what is known; the next one may wait
    }
    isReady = true; // once is enough
    problems.report(
        KEY,
        "the files that the policy names under 'files' and 'public' were not all read when the"
            + " first request was judged: look for slow file systems, or narrow the patterns");
  }

  /** How many files of sources are known. */
  public int known() {
    return sources.known();
  }

  /** What became of each source of files. */
  public List<SourceStatus> statuses() {
    return sources.statuses();
  }
}
