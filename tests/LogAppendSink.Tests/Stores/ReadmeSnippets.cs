namespace LogAppendSink.Tests.Stores;

/// <summary>The README's lines about stores, compiled. Nothing here is called.</summary>
internal static class ReadmeSnippets
{
    internal static void ShippingToCeph(OssAppendOptions options)
    {
        options.Store = StoreKind.CephRgw;
        options.Endpoint = "https://rgw.example.com:7480";
        options.Bucket = "acme-logs";               // without versioning or object lock, now and ever
        options.AccessKeyId = "…";                  // or OSS_ACCESS_KEY_ID and OSS_ACCESS_KEY_SECRET
    }
}
