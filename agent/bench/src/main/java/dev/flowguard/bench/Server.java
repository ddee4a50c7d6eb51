package dev.flowguard.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/**
 * The program that serves: it reads each body and answers 204. Prints its port, and then for each
 * line that it reads what it has cost so far: CPU nanoseconds and allocated bytes of the threads
 * that serve, and CPU nanoseconds of the process.
 */
public final class Server {
  static final String TOMCAT = "Tomcat";
  static final String NETTY = "Netty";
  static final String JDK = "JDK";

  private static final int THREADS = 4;
  private static final int PIECE = 8 << 10;

  /** Begins the names of threads that do not serve: what they do does not delay a request. */
  private static final String GUARD = "flowguard-";

  private static final int NO_CONTENT = 204;

  private Server() {}

  /**
   * @param arguments the name of the server
   */
  public static void main(String[] arguments) throws Exception {
    System.out.println("port " + start(arguments[0]));
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    while (in.readLine() != null) {
      System.out.println(costs());
    }
    System.exit(0); // threads of servers would keep the process
  }

  private static int start(String server) throws IOException, LifecycleException {
    return switch (server) {
      case TOMCAT -> tomcat();
      case NETTY -> netty();
      case JDK -> jdk();
      default -> throw new IllegalArgumentException(server);
    };
  }

  private static int jdk() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(THREADS));
    server.createContext("/", Server::serve);
    server.start();
    return server.getAddress().getPort();
  }

  private static void serve(HttpExchange exchange) throws IOException {
    readAll(exchange.getRequestBody());
    exchange.sendResponseHeaders(NO_CONTENT, -1);
    exchange.close();
  }

  private static void readAll(InputStream body) throws IOException {
    byte[] piece = new byte[PIECE];
    int read;
    do {
      read = body.read(piece);
    } while (read >= 0);
  }

  private static int tomcat() throws IOException, LifecycleException {
    Tomcat tomcat = new Tomcat();
    String folder = Files.createDirectories(Path.of("tomcat")).toString();
    tomcat.setBaseDir(folder);
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", InetAddress.getLoopbackAddress().getHostAddress());
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("maxThreads", String.valueOf(THREADS));
    connector.setProperty("minSpareThreads", String.valueOf(THREADS));
    tomcat.setConnector(connector);
    Context context = tomcat.addContext("", null);
    Tomcat.addServlet(context, "application", new Application()).addMapping("/*");
    tomcat.start();
    return connector.getLocalPort();
  }

  private static final class Application extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      readAll(request.getInputStream());
      response.setStatus(NO_CONTENT);
    }
  }

  private static int netty() {
    Channel server =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory()))
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new HttpServerCodec(), new Handler());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static final class Handler extends SimpleChannelInboundHandler<HttpObject> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject piece) {
      if (piece instanceof LastHttpContent) {
        context.writeAndFlush(
            new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NO_CONTENT));
      }
    }
  }

  private static String costs() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long[] ids = threads.getAllThreadIds();
    long own = Thread.currentThread().getId();
    long nanos = 0;
    long bytes = 0;
    for (ThreadInfo each : threads.getThreadInfo(ids)) {
      if (each != null && each.getThreadId() != own && !each.getThreadName().startsWith(GUARD)) {
        nanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
        bytes += Math.max(0, threads.getThreadAllocatedBytes(each.getThreadId()));
      }
    }
    return String.format(Locale.ROOT, "%d %d %d", nanos, bytes, system.getProcessCpuTime());
  }
}
