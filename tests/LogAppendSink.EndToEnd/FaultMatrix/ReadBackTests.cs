using LogAppendSink.Emulator;
using LogAppendSink.Emulator.Faults;
using Xunit;

namespace LogAppendSink.EndToEnd.FaultMatrix;

/// <summary>
/// A fault on the read that resolves an append in doubt after another writer has appended: <c>a</c> is stored, <c>b</c> was applied
/// but its response was lost, the other writer's <c>x</c> follows it, and <c>c</c> comes last.
/// </summary>
public sealed class ReadBackTests
{
    private const string Outage = "OutageStarted OutageEnded";
    private const string Looked = "append@6:cut head:200 ";
    private const string Settled = "head:200 get:206 append@19:200";

    private static readonly Scenario ReadBack = new() { Before = "a", Struck = 'b', After = 'c', Operation = OssOperation.Get };

    private static readonly MatrixTable Table = new(
    [
        Row("none", null, $"{Looked}get:206 append@19:200", "abxc"),
        Row("cut", Fault.CutBeforeBody, $"{Looked}get:cut {Settled}", "abxc", Outage),
        Row("500", Fault.Status(500, "InternalError"), $"{Looked}get:500 {Settled}", "abxc", Outage),
        Row("503 twice", Fault.Status(503, "ServiceUnavailable"), $"{Looked}get:503 head:200 get:503 {Settled}", "abxc", Outage) with { Times = 2 },
        Row("403 for a while", Fault.AccessDenied, $"{Looked}get:403 head:200 get:403 {Settled}", "abxc", Outage) with { Times = 2 },
        Row("hangs", Fault.HangBeforeApply, $"{Looked}get:held {Settled}", "abxc", Outage) with { During = rig => rig.TimeOutAsync() },
        Row("no HTTP in the answer", Fault.NotHttp, $"{Looked}get:206 {Settled}", "abxc", Outage),
        Row("an error without end", Fault.UnreadableXml(), $"{Looked}get:503 {Settled}", "abxc", Outage),
        Row("date of another day", Fault.InvalidSigningDate, $"{Looked}get:400 get:206 append@19:200", "abxc"),
        Row("deleted before", Fault.DeletedBefore,
            $"{Looked}get:404 head:404 append@15:409 head-001:404 append-001@0:200 append-001@9:200", "|bc", "Rolled"),
        Row("replaced by as long an object", Fault.ReplacedByOtherAppendBefore,
            $"{Looked}get:206 append@19:200 head:200 get:206 head-001:404 append-001@0:200", "ABXb|c", "Conflict StoreMisbehaved Rolled") with { Conflicts = 1 },
        Row("replaced by a shorter normal object", Fault.ReplacedByNormalBefore(MatrixRig.Line('x')),
            $"{Looked}get:416 head:200 append@15:409 head-001:404 append-001@0:200 append-001@9:200", "x|bc", "Rolled"),
        Row("foreign append before", Fault.ForeignAppendBefore(MatrixRig.Line('y')),
            $"{Looked}get:206 append@19:409 head:200 get:206 append@28:200", "abxyc", "Conflict") with { Conflicts = 1 },
    ]);

    public static TheoryData<string> Faults => Table.Names;

    [Theory]
    [MemberData(nameof(Faults))]
    public Task Append_in_doubt_is_read_back_until_its_writer_is_known(string fault) => ReadBack.RunAsync(Table[fault]);

    private static MatrixRow Row(string name, Fault? fault, string requests, string objects, string notices = "") => new(name, fault, requests, objects)
    {
        Notices = notices,
        Arrange = faults =>
        {
            faults.Next(OssOperation.Append, Fault.AppliedThenCut);
            faults.Next(OssOperation.Head, Fault.ForeignAppendBefore(MatrixRig.Line('x')));
        },
    };
}
