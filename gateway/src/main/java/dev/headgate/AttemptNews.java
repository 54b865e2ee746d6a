package dev.headgate;

import dev.headgate.chain.Chain;
import dev.headgate.chain.Node;
import dev.headgate.health.gather.TrafficListener;
import dev.headgate.request.send.AttemptRecorder;

/// Tells the metrics of every attempt, and the judge what it means for the node.
record AttemptNews(AttemptRecorder metrics, TrafficListener traffic) implements AttemptRecorder {

  @Override
  public void attempt(Chain chain, Node node, End end, long nanos) {
    metrics.attempt(chain, node, end, nanos);
  }

  @Override
  public void tells(Node node, boolean failed, long nanos) {
    traffic.attempted(node, failed, nanos);
  }

  @Override
  public void gone(Node node) {
    traffic.gone(node);
  }

  @Override
  public void lacks(Node node, String method) {
    traffic.lacks(node, method);
  }

  @Override
  public void hedge(Chain chain, Hedge result) {
    metrics.hedge(chain, result);
  }

  @Override
  public void transactionAmbiguous(Chain chain) {
    metrics.transactionAmbiguous(chain);
  }

  @Override
  public void retryBudget(Chain chain, double remaining) {
    metrics.retryBudget(chain, remaining);
  }
}
