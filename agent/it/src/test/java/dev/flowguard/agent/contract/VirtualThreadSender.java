package dev.flowguard.agent.contract;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingStream;

/**
 * Sends each request on many virtual threads at once, and counts how often one of them was pinned
 * to its carrier in code of the guard. Each client sends once before, on a platform thread: whoever
 * waits for a class to be loaded or initialized is pinned by the JVM itself.
 */
final class VirtualThreadSender implements Sender {
  private static final int THREADS = 100;

  private final Sender[] clients = {
    new UrlConnectionSender(), new JdkHttpSender(), new OkHttpSender()
  };
  private final AtomicInteger pinned = new AtomicInteger();
  private final RecordingStream recording = new RecordingStream();

  VirtualThreadSender() {
    recording.enable("jdk.VirtualThreadPinned").withStackTrace().withoutThreshold();
    recording.onEvent(
        "jdk.VirtualThreadPinned",
        event -> {
          if (event.getStackTrace() != null) {
            for (RecordedFrame frame : event.getStackTrace().getFrames()) {
              if (frame.getMethod().getType().getName().startsWith("dev.flowguard.agent.")
                  && !frame.getMethod().getType().getName().contains(".contract.")) {
                pinned.incrementAndGet();
                return;
              }
            }
          }
        });
    recording.startAsync();
  }

  @Override
  public int send(Request request) throws Exception {
    for (Sender client : clients) {
      try {
        client.send(request);
      } catch (IOException e) {
        // Stopped: the same comes of it below.
      }
    }
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      Sender client = clients[i % clients.length];
      CompletableFuture<Integer> one = new CompletableFuture<>();
      all.add(one);
      Runnable task =
          () -> {
            try {
              one.complete(client.send(request));
            } catch (Throwable e) {
              one.completeExceptionally(e);
            }
          };
      // Java 21 and later.
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    }
    int status = 0;
    ExecutionException failure = null;
    int failures = 0;
    for (CompletableFuture<Integer> one : all) {
      try {
        status = one.get(60, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        failure = e;
        failures++;
      }
    }
    if (failure != null) {
      throw new IllegalStateException(failures + " of " + THREADS + " failed", failure.getCause());
    }
    return status;
  }

  /** Ends the recording and tells how often a thread was pinned in code of the guard. */
  @Override
  public int sendLater(Request request) throws Exception {
    RecordingStream.class.getMethod("stop").invoke(recording); // from 20 on; waits for all events
    recording.close();
    return pinned.get();
  }
}
