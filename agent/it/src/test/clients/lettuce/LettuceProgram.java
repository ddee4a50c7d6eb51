package dev.flowguard.agent.contract;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.Value;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/** An application with Lettuce. Arguments: port of the server, URL of the processor. */
public final class LettuceProgram {
  /** Commands whose methods differ much from version to version, or that old versions lack. */
  private static final Set<String> RAW = Set.of("GETDEL", "XRANGE", "XREAD", "XADD");

  private LettuceProgram() {}

  /** Calls a command, whose reply comes later. */
  private interface Calls {
    Object call(List<String> command) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
    StatefulRedisConnection<String, String> connection = client.connect();
    RedisAsyncCommands<String, String> async = connection.async();
    Map<String, RedisWay> ways = new LinkedHashMap<>();
    ways.put(
        "sync",
        oneByOne(
            command ->
                RAW.contains(command.get(0))
                    ? connection.sync().dispatch(name(command), output(), rest(command))
                    : RedisWay.call(connection.sync(), command)));
    ways.put("async", oneByOne(command -> call(async, command)));
    ways.put(
        "reactive",
        oneByOne(
            command ->
                RAW.contains(command.get(0))
                    ? connection.reactive().dispatch(name(command), output(), rest(command))
                    : RedisWay.call(connection.reactive(), command)));
    ways.put(
        "pipelined",
        commands -> {
          connection.setAutoFlushCommands(false);
          List<Object> replies = new ArrayList<>();
          try {
            for (List<String> command : commands) {
              replies.add(call(async, command));
            }
            connection.flushCommands();
          } finally {
            connection.setAutoFlushCommands(true);
          }
          return replies(replies);
        });
    ways.put(
        "transaction",
        commands -> {
          async.multi().get();
          List<Object> replies = new ArrayList<>();
          for (List<String> command : commands) {
            replies.add(call(async, command));
          }
          async.exec().get();
          return replies(replies);
        });
    Leak leak = new Leak(args[1]);
    callbacks(connection, leak, port);
    RedisProgram.run(port, leak, ways);
  }

  /** Other threads send a value as soon as they have it. */
  private static void callbacks(
      StatefulRedisConnection<String, String> connection, Leak leak, int port) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (RedisSeed seed = new RedisSeed(port)) {
      for (int i = 0; i < 20; i++) {
        String key = "chat:" + i + "callback:history";
        seed.run(List.of("SET", key, leak.text(100)));
        String outcome =
            connection
                .async()
                .get(key)
                .thenApplyAsync(value -> send(leak, value), threads)
                .toCompletableFuture()
                .get();
        System.out.println("callback " + i + ": " + outcome);
      }
    }
    threads.shutdown();
  }

  private static String send(Leak leak, String value) {
    try {
      return leak.send(value);
    } catch (Exception e) {
      return e.toString();
    }
  }

  private static RedisFuture<?> call(RedisAsyncCommands<String, String> async, List<String> command)
      throws Exception {
    return RAW.contains(command.get(0))
        ? async.dispatch(name(command), output(), rest(command))
        : (RedisFuture<?>) RedisWay.call(async, command);
  }

  private static ProtocolKeyword name(List<String> command) {
    return new ProtocolKeyword() {
      @Override
      public byte[] getBytes() {
        return command.get(0).getBytes(StandardCharsets.US_ASCII);
      }

      @Override
      public String name() {
        return command.get(0);
      }
    };
  }

  private static CommandOutput<String, String, List<Object>> output() {
    return new NestedMultiOutput<>(StringCodec.UTF8);
  }

  private static CommandArgs<String, String> rest(List<String> command) {
    CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
    command.subList(1, command.size()).forEach(args::add);
    return args;
  }

  private static RedisWay oneByOne(Calls calls) {
    return commands -> {
      List<List<String>> replies = new ArrayList<>();
      for (List<String> command : commands) {
        try {
          replies.add(strings(calls.call(command)));
        } catch (RedisCommandExecutionException e) {
          replies.add(RedisWay.ERROR);
        }
      }
      return replies;
    };
  }

  private static List<List<String>> replies(List<Object> calls) throws Exception {
    List<List<String>> replies = new ArrayList<>();
    for (Object each : calls) {
      try {
        replies.add(strings(each));
      } catch (RedisCommandExecutionException e) {
        replies.add(RedisWay.ERROR);
      }
    }
    return replies;
  }

  private static List<String> strings(Object reply) throws Exception {
    if (reply instanceof RedisFuture<?> future) {
      try {
        return strings(future.get());
      } catch (ExecutionException e) {
        throw e.getCause() instanceof Exception cause ? cause : e;
      }
    }
    if (reply instanceof Publisher<?> publisher) {
      return strings(Flux.from(publisher).collectList().block());
    }
    if (reply instanceof List<?> list) {
      List<String> strings = new ArrayList<>();
      for (Object each : list) {
        strings.addAll(strings(each));
      }
      return strings;
    }
    if (reply instanceof KeyValue<?, ?> pair) {
      return RedisWay.strings(Arrays.asList(pair.getKey(), pair.getValueOrElse(null)));
    }
    if (reply instanceof ScoredValue<?> || reply instanceof Value<?>) {
      return RedisWay.strings(((Value<?>) reply).getValueOrElse(null));
    }
    return RedisWay.strings(reply);
  }
}
