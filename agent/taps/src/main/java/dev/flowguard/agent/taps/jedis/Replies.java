package dev.flowguard.agent.taps.jedis;

import dev.flowguard.agent.spi.RedisCall;
import dev.flowguard.agent.spi.Taps;
import dev.flowguard.agent.spi.WeakIdentityMap;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Which reply of a connection is for which command: they come in the order of the commands, one for
 * each. Thread-safe, as one thread may send what another one reads the replies of.
 */
final class Replies {
  private static final WeakIdentityMap<Object, Replies> ALL = new WeakIdentityMap<>(lost -> {});

  /** Commands of a pipeline that are captured and have no reply yet. */
  private static final int MOST_EXPECTED = 50_000;

  private final Expected expected = new Expected();
  private long sent;
  private long read;

  /** Between MULTI and EXEC: the commands whose replies come with that of EXEC. */
  private @Nullable Expected transaction;

  private @Nullable Call current;

  /** True if nothing was sent before the connection was looked at that has no reply yet. */
  private boolean isInOrder;

  private boolean isLost;
  private boolean isReported;

  /** What a reply is for. */
  private record Call(long place, @Nullable RedisCall command, @Nullable Expected transaction) {}

  /** Commands in the order of their replies; not those without a value that is captured. */
  private static final class Expected {
    private final Queue<Call> calls = new ArrayDeque<>(1);

    /** Commands, of a transaction. */
    private long count;

    /** The command at this place, if it is captured. */
    @Nullable Call at(long place) {
      Call next = calls.peek();
      return next != null && next.place() == place ? calls.poll() : null;
    }
  }

  private Replies(boolean isInOrder) {
    this.isInOrder = isInOrder;
  }

  /** A connection is about to be made, or to be made again. */
  static void begin(Object connection) {
    ALL.put(connection, new Replies(true));
  }

  /** Those of a connection, perhaps of one that was made before anybody looked. */
  static Replies of(Object connection) {
    Replies known = ALL.get(connection);
    if (known == null) {
      known = new Replies(false);
      ALL.put(connection, known);
    }
    return known;
  }

  /** A command was written. */
  synchronized void sent(Taps taps, RedisCall.Words words) {
    isInOrder |= read > 0 && read == sent;
    long place = sent++;
    String name = RedisCall.name(words);
    switch (name) {
      case "MULTI" -> transaction = transaction == null ? new Expected() : transaction;
      case "EXEC" -> {
        if (transaction != null && !transaction.calls.isEmpty()) {
          add(taps, expected, new Call(place, null, transaction));
        }
        transaction = null;
      }
      case "DISCARD", "RESET" -> transaction = null;
      // After it, commands may have no replies.
      case "CLIENT" -> isLost |= words.count() > 2 && isReply(words.at(1));
      case "WATCH" -> {
        // never queued: the server refuses it within a transaction
      }
      default -> {
        Expected to = transaction == null ? expected : transaction;
        long at = transaction == null ? place : transaction.count++;
        RedisCall call = RedisCall.of(taps.stored(), words);
        if (call != null) {
          add(taps, to, new Call(at, call, null));
        }
      }
    }
  }

  private static boolean isReply(ByteBuffer word) {
    return word.remaining() == "REPLY".length() && (word.get(word.position()) | 0x20) == 'r';
  }

  private void add(Taps taps, Expected to, Call call) {
    if (isLost) {
      report(taps, "a connection no longer says which reply is for which command");
    } else if (to.calls.size() >= MOST_EXPECTED) {
      report(taps, "a connection has too many commands without a reply");
    } else if (isInOrder) {
      to.calls.add(call);
    }
  }

  /** Once for each connection. */
  private void report(Taps taps, String why) {
    if (!isReported) {
      isReported = true;
      taps.failed("jedis", new IllegalStateException(why));
    }
  }

  /**
   * A reply is about to be read. Where nothing was sent, it is a message of a channel.
   *
   * @param isBroken true if a reply was not read to its end
   */
  synchronized void reading(boolean isBroken) {
    isLost |= isBroken;
    current = null;
    if (read < sent) {
      Call call = expected.at(read++);
      current = isLost ? null : call;
    }
  }

  /** It was read. */
  synchronized void read(Taps taps, @Nullable Object reply) {
    Call call = current;
    current = null;
    if (call == null) {
      return;
    }
    RedisCall command = call.command();
    if (command != null) {
      feed(command, reply);
    }
    Expected queued = call.transaction();
    if (queued != null && reply instanceof Collection<?> replies) { // null if not carried out
      if (replies.size() == queued.count) {
        feedAll(queued, replies);
      } else {
        report(taps, "a transaction has more or fewer replies than commands");
      }
    }
  }

  private static void feedAll(Expected queued, Collection<?> replies) {
    long place = 0;
    for (Object each : replies) {
      Call call = queued.at(place++);
      RedisCall command = call == null ? null : call.command();
      if (command != null) {
        feed(command, each);
      }
    }
  }

  /** Hands over the strings of a reply in their order. */
  private static void feed(RedisCall command, @Nullable Object reply) {
    if (reply == null) {
      command.reply(null);
    } else if (reply instanceof byte[] string) {
      command.reply(ByteBuffer.wrap(string));
    } else if (reply instanceof Iterable<?> list) {
      for (Object each : list) {
        feed(command, each);
      }
    } else if (reply instanceof Map.Entry<?, ?> entry) {
      feed(command, entry.getKey());
      feed(command, entry.getValue());
    }
  }
}
