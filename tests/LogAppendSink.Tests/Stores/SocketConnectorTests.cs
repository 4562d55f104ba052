using System.Net.Sockets;
using LogAppendSink.DirectHttp;
using LogAppendSink.TestSupport;
using LogAppendSink.Threading;
using Xunit;

namespace LogAppendSink.Tests.Stores;

/// <summary>A blocking step is ended by closing its socket, which may block too.</summary>
public class SocketConnectorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly ManualTimeProvider _time = new();
    private readonly HeldQueue _closing = new();

    [Fact]
    public async Task Socket_is_not_closed_by_the_thread_of_the_timers_when_a_connect_takes_too_long()
    {
        using var listener = new CrowdedListener();
        var connecting = ConnectAsync(listener, CancellationToken.None);
        await _time.WaitForTimerAsync();

        _time.Advance(Limit);

        Assert.Equal(1, _closing.Count);
        _closing.Release();
        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => connecting.WithDeadline("the connect to end"));
        Assert.Equal(HttpRequestError.ConnectionError, thrown.HttpRequestError);
        Assert.Equal(SocketError.TimedOut, Assert.IsType<SocketException>(thrown.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task Socket_is_not_closed_by_the_thread_that_cancels_a_connect()
    {
        using var listener = new CrowdedListener();
        using var cancel = new CancellationTokenSource();
        var connecting = ConnectAsync(listener, cancel.Token);
        await _time.WaitForTimerAsync();

        cancel.Cancel();
        _closing.Release();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting.WithDeadline("the connect to end"));
    }

    [Fact]
    public void Step_has_timed_out_when_it_succeeds_after_its_timeout()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connector = new SocketConnector(Limit, _time, _closing, CancellationToken.None);

        var thrown = Assert.Throws<SocketException>(() => connector.Run(socket, () => _time.Advance(Limit)));

        Assert.Equal(SocketError.TimedOut, thrown.SocketErrorCode);
        Assert.Equal(1, _closing.Count);
    }

    [Fact]
    public void Socket_stays_open_when_the_timeout_expires_after_the_step()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var connector = new SocketConnector(Limit, _time, _closing, CancellationToken.None);

        connector.Run(socket, () => { });
        _time.Advance(Limit);

        Assert.Equal(0, _closing.Count);
    }

    private Task<Socket> ConnectAsync(CrowdedListener listener, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () => new SocketConnector(Limit, _time, _closing, cancellationToken).Connect("127.0.0.1", listener.Port),
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    /// <summary>Runs posted work when a test allows it, and immediately from then on.</summary>
    private sealed class HeldQueue : IWorkQueue
    {
        private readonly object _gate = new();
        private readonly List<Action> _held = [];
        private bool _isReleased;

        internal int Count
        {
            get
            {
                lock (_gate)
                    return _held.Count;
            }
        }

        public void Post(Action work)
        {
            lock (_gate)
            {
                if (!_isReleased)
                {
                    _held.Add(work);
                    return;
                }
            }

            work();
        }

        internal void Release()
        {
            lock (_gate)
                _isReleased = true;
            _held.ForEach(work => work());
        }
    }
}
