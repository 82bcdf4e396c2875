using System.Net;
using System.Security.Cryptography;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Scimify.Portal.CommandLine;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class HalfStartedTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_first_start_that_could_not_write_its_first_key_leaves_a_directory_that_the_next_start_can_use()
    {
        using var folder = new TempFolder();
        var failed = await Assert.ThrowsAsync<CryptographicException>(() => ScimifyApp.StartAsync(
            dataDirectory: folder.Path,
            services: services => services.Configure<KeyManagementOptions>(options => options.XmlRepository = new FullDisk())));
        using var errors = new StringWriter();
        var exit = await Verb.RunAsync(new Terminal(TextReader.Null, TextWriter.Null, errors), () => throw failed);

        await using var app = await ScimifyApp.StartAsync(dataDirectory: folder.Path);

        Assert.Equal((1, $"The key ring cannot be read or written: {FullDisk.Words}"), (exit, errors.ToString().TrimEnd()));
        Assert.Equal(HttpStatusCode.OK, (await app.Client.GetAsync(new Uri("/readyz", UriKind.Relative), Ct)).StatusCode);
    }

    private sealed class FullDisk : IXmlRepository
    {
        public const string Words = "No space left on device";

        public IReadOnlyCollection<XElement> GetAllElements() => [];

        public void StoreElement(XElement element, string friendlyName) => throw new IOException(Words);
    }
}
