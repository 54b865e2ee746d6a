package dev.headgate.bench.machine;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// How much another JVM of this machine has allocated on its heap, by its own count of all threads:
/// exact, and nothing in the gateway has to be made for it. Attaching starts the JVM's management
/// agent, so it is done after everything whose CPU is measured.
public final class Allocations implements AutoCloseable {
  private static final String COUNT = "TotalThreadAllocatedBytes";

  private final JMXConnector connector;
  private final MBeanServerConnection beans;

  private Allocations(JMXConnector connector) throws IOException {
    this.connector = connector;
    beans = connector.getMBeanServerConnection();
  }

  /// Attaches to a JVM of the same user.
  @SuppressWarnings("BanJNDI") // what is deserialized comes from a JVM that this one has started
  public static Allocations of(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return new Allocations(
            JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  public long bytes() throws IOException {
    try {
      return (Long) beans.getAttribute(new ObjectName("java.lang:type=Threading"), COUNT);
    } catch (JMException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
