package dev.flowguard.agent.contract;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPool;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.commands.ProtocolCommand;
import redis.clients.jedis.exceptions.JedisDataException;

/** An application with Jedis. Arguments: port of the server, URL of the processor. */
public final class JedisProgram {
  /** Commands whose methods differ much from version to version, or that old versions lack. */
  private static final Set<String> RAW = Set.of("GETDEL", "XRANGE", "XREAD", "XADD");

  private JedisProgram() {}

  /** Carries out one command. */
  private interface Calls {
    Object call(List<String> command) throws Exception;
  }

  public static void main(String[] args) throws Exception {
    int port = Integer.parseInt(args[0]);
    Jedis jedis = new Jedis("127.0.0.1", port);
    JedisPool pool = new JedisPool("127.0.0.1", port);
    Map<String, RedisWay> ways = new LinkedHashMap<>();
    ways.put("jedis", oneByOne(command -> call(jedis, command)));
    ways.put(
        "pooled",
        oneByOne(
            command -> {
              try (Jedis pooled = pool.getResource()) {
                return call(pooled, command);
              }
            }));
    Object unified = unified(port);
    if (unified != null) {
      ways.put("unified", oneByOne(command -> call(unified, command)));
    }
    ways.put("pipelined", commands -> pipelined(jedis, commands));
    ways.put("transaction", commands -> transaction(jedis, commands));
    RedisProgram.run(port, new Leak(args[1]), ways);
  }

  private static Object unified(int port) throws Exception {
    Class<?> type;
    try {
      type = Class.forName("redis.clients.jedis.JedisPooled");
    } catch (ClassNotFoundException e) {
      return null;
    }
    return type.getConstructor(String.class, int.class).newInstance("127.0.0.1", port);
  }

  private static Object call(Object client, List<String> command) throws Exception {
    if (!RAW.contains(command.get(0))) {
      return RedisWay.call(client, command);
    }
    ProtocolCommand name = () -> command.get(0).getBytes(StandardCharsets.UTF_8);
    String[] rest = command.subList(1, command.size()).toArray(new String[0]);
    try {
      return client
          .getClass()
          .getMethod("sendCommand", ProtocolCommand.class, String[].class)
          .invoke(client, name, rest);
    } catch (NoSuchMethodException e) {
      throw new UnsupportedOperationException(command.get(0));
    }
  }

  private static RedisWay oneByOne(Calls calls) {
    return commands -> {
      List<List<String>> replies = new ArrayList<>();
      for (List<String> command : commands) {
        try {
          replies.add(RedisWay.strings(calls.call(command)));
        } catch (JedisDataException e) {
          replies.add(RedisWay.ERROR);
        }
      }
      return replies;
    };
  }

  private static List<List<String>> pipelined(Jedis jedis, List<List<String>> commands)
      throws Exception {
    List<Response<?>> responses = new ArrayList<>();
    try (Pipeline pipeline = jedis.pipelined()) {
      for (List<String> command : commands) {
        responses.add((Response<?>) call(pipeline, command));
      }
      pipeline.sync();
    }
    return replies(responses);
  }

  private static List<List<String>> transaction(Jedis jedis, List<List<String>> commands)
      throws Exception {
    List<Response<?>> responses = new ArrayList<>();
    try (Transaction transaction = jedis.multi()) {
      for (List<String> command : commands) {
        responses.add((Response<?>) call(transaction, command));
      }
      transaction.exec();
    }
    return replies(responses);
  }

  private static List<List<String>> replies(List<Response<?>> responses) {
    List<List<String>> replies = new ArrayList<>();
    for (Response<?> each : responses) {
      try {
        replies.add(RedisWay.strings(each.get()));
      } catch (JedisDataException e) {
        replies.add(RedisWay.ERROR);
      }
    }
    return replies;
  }
}
