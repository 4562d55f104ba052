using LogAppendSink.Stores;
using LogAppendSink.TestSupport.Contract;

namespace LogAppendSink.EndToEnd;

/// <summary>The emulator of OSS, over HTTP.</summary>
public sealed class EmulatorContractTests : BucketContract
{
    private Rig? _rig;

    private protected override async ValueTask<IAppendStore> OpenAsync()
    {
        _rig = await Rig.StartAsync();
        return Bucket.Open(_rig.Options());
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_rig is not null)
            await _rig.DisposeAsync();
    }
}
