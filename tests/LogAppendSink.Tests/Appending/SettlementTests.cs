using LogAppendSink.Appending;
using LogAppendSink.Stores;
using Xunit;

namespace LogAppendSink.Tests.Appending;

/// <summary>An append of 100 bytes at 500, unanswered: its object had the checksum 0x0B4 before it and has 0xAF7 after it.</summary>
public class SettlementTests
{
    private const int None = -1;

    [Theory]
    [InlineData(500, 0x0B4, "SendAgain")] // the request never arrived
    [InlineData(600, 0xAF7, "Acknowledge")] // it arrived; only the answer was lost
    [InlineData(600, 0xBAD, "ReadBack")] // another writer filled exactly that room, or the bytes were damaged
    [InlineData(601, 0xBAD, "ReadBack")] // another writer came behind ours, or before
    [InlineData(9000, 0xBAD, "ReadBack")]
    [InlineData(501, 0xBAD, "Yield")] // another writer took the position, with less than ours would fill
    [InlineData(599, 0xBAD, "Yield")]
    [InlineData(500, 0xBAD, "SendAgain")] // same length, other bytes: it was replaced, and the first request still fits it
    [InlineData(499, 0x0B4, "Roll")] // shorter: it was replaced
    [InlineData(0, 0, "Roll")] // gone
    [InlineData(500, None, "SendAgain")] // without a checksum the length alone speaks for what is not there
    [InlineData(600, None, "ReadBack")] // but does not prove what is
    [InlineData(700, None, "ReadBack")]
    [InlineData(550, None, "Yield")]
    [InlineData(400, None, "Roll")]
    public void Contents_of_the_store_resolve_an_append_in_doubt(long lengthBytes, int checksum, string next)
    {
        var doubt = new AppendState.InDoubt(End(500, 0x0B4), End(600, 0xAF7), BodyCrc64: 1);

        Assert.Equal(next, Settlement.Settle(doubt, End(lengthBytes, checksum), takesAppends: true).ToString());
    }

    [Theory]
    [InlineData(500, 0x0B4, "SendAgain")]
    [InlineData(600, 0xAF7, "ReadBack")] // it cannot be known whether the bytes before are the same
    [InlineData(600, None, "ReadBack")]
    [InlineData(499, None, "Roll")]
    public void Checksum_proves_nothing_when_the_previous_end_had_none(long lengthBytes, int checksum, string next)
    {
        var doubt = new AppendState.InDoubt(End(500, None), End(600, None), BodyCrc64: 1);

        Assert.Equal(next, Settlement.Settle(doubt, End(lengthBytes, checksum), takesAppends: true).ToString());
    }

    [Theory]
    [InlineData(500, 0x0B4, "Roll")] // not applied, and never will be: it may go elsewhere
    [InlineData(600, 0xAF7, "Acknowledge")]
    [InlineData(600, 0xBAD, "ReadBack")]
    [InlineData(550, 0xBAD, "Yield")]
    [InlineData(400, 0xBAD, "Roll")]
    public void Object_receives_no_more_appends_when_it_accepts_none(long lengthBytes, int checksum, string next)
    {
        var doubt = new AppendState.InDoubt(End(500, 0x0B4), End(600, 0xAF7), BodyCrc64: 1);
        var seen = End(lengthBytes, checksum);

        Assert.Equal(next, Settlement.Settle(doubt, seen, takesAppends: false).ToString());
        Assert.Equal(next, Settlement.Settle(doubt with { IsClosed = true }, seen, takesAppends: true).ToString());
    }

    [Theory]
    [InlineData(0, 0, "SendAgain")] // still absent, or empty
    [InlineData(100, 0xAF7, "Acknowledge")]
    [InlineData(100, 0xBAD, "ReadBack")]
    [InlineData(17, 0xBAD, "Yield")]
    public void Creating_append_is_resolved_by_the_same_rules(long lengthBytes, int checksum, string next)
    {
        var doubt = new AppendState.InDoubt(End(0, 0), End(100, 0xAF7), BodyCrc64: 1);

        Assert.Equal(next, Settlement.Settle(doubt, End(lengthBytes, checksum), takesAppends: true).ToString());
    }

    [Theory]
    [InlineData(0x123, "Acknowledge")]
    [InlineData(0x124, "Yield")]
    public void Bytes_at_the_position_resolve_an_append_when_the_end_cannot(ulong seenCrc64, string next)
    {
        var doubt = new AppendState.InDoubt(End(500, 0x0B4), End(600, 0xAF7), BodyCrc64: 0x123);

        Assert.Equal(next, Settlement.SettleByContent(doubt, seenCrc64).ToString());
    }

    private static ObjectEnd End(long lengthBytes, int checksum) =>
        new(lengthBytes, checksum == None ? ContentChecksum.None : ContentChecksum.Of((ulong)checksum));
}
