using LogAppendSink.Emulator.Http;

namespace LogAppendSink.Emulator.Tests.Http;

public class RequestsInFlightTests
{
    [Fact]
    public async Task Each_wait_for_the_last_request_completes_separately()
    {
        var inFlight = new RequestsInFlight();

        for (var pause = 0; pause < 2; pause++)
        {
            var answered = new TaskCompletionSource();
            var request = inFlight.RunAsync(() => answered.Task);

            var idle = inFlight.WhenIdle();

            Assert.False(idle.IsCompleted);
            answered.SetResult();
            await request;
            await idle;
        }
    }
}
