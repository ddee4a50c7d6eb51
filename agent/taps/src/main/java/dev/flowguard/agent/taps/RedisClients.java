package dev.flowguard.agent.taps;

import dev.flowguard.agent.taps.jedis.JedisHooks;
import dev.flowguard.agent.taps.lettuce.LettuceHooks;
import dev.flowguard.agent.weave.Client;
import java.util.List;
import java.util.function.Supplier;

/** The clients of Redis that are seen: the one list. A new client is one more line here. */
public final class RedisClients implements Supplier<List<Client>> {
  @Override
  public List<Client> get() {
    return List.of(LettuceHooks.client(), JedisHooks.client());
  }
}
