using System.Buffers;
using System.Runtime.CompilerServices;
using LogAppendSink.Stores.Http;
using Xunit;

namespace LogAppendSink.Tests.Stores.Http;

public class AppendContentTests
{
    [Fact]
    public void Body_is_not_kept_in_memory_when_the_request_is_abandoned()
    {
        var (content, body) = NewContent();

        content.CloseUnsent();
        GC.Collect();

        Assert.False(body.IsAlive);
        Assert.Equal(1000, content.Headers.ContentLength); // A handler that never completes keeps a reference to the content.
        content.Dispose();
    }

    // Not inlined, so that no local variable of the test keeps the body alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (AppendContent Content, WeakReference Body) NewContent()
    {
        var body = new byte[1000];
        return (new AppendContent(new ReadOnlySequence<byte>(body)), new WeakReference(body));
    }
}
