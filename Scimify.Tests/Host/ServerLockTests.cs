using Scimify.Portal.Host;
using Scimify.Tests.TestKit;

namespace Scimify.Tests.Host;

public sealed class ServerLockTests
{
    [Fact]
    public async Task A_second_server_on_the_same_SQLite_database_is_refused_by_name_and_a_later_one_is_not()
    {
        using var folder = new TempFolder();
        await using (await ScimifyApp.StartAsync(dataDirectory: folder.Path))
        {
            var refusal = await Assert.ThrowsAsync<DataDirectoryException>(() => ScimifyApp.StartAsync(dataDirectory: folder.Path));
            Assert.Contains("serving the database", refusal.Message, StringComparison.Ordinal);
        }

        await using var later = await ScimifyApp.StartAsync(dataDirectory: folder.Path);
        using var answer = await later.Client.GetAsync(new Uri("/readyz", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode);
    }
}
