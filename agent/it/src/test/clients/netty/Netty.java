package dev.flowguard.agent.contract;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.function.Consumer;

/** What all programs on Netty itself have in common. */
final class Netty {
  private Netty() {}

  /** One event loop, whose thread does not keep the JVM alive. */
  @SuppressWarnings("deprecation") // of 4.2, where 4.1 has no other
  static EventLoopGroup loop() {
    return new NioEventLoopGroup(
        1,
        task -> {
          Thread thread = new Thread(task, "netty-sender");
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * @param fill adds the handlers of a fresh channel
   */
  static Bootstrap bootstrap(EventLoopGroup loop, Consumer<Channel> fill) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel fresh) {
                fill.accept(fresh);
              }
            });
  }

  static void onFailure(ChannelFuture written, Consumer<Throwable> then) {
    written.addListener(
        done -> {
          if (!done.isSuccess()) {
            then.accept(done.cause());
          }
        });
  }
}
