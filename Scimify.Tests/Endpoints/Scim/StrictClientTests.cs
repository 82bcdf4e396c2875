using System.Text.Json.Nodes;
using Xunit.Sdk;

namespace Scimify.Tests.Endpoints.Scim;

/// <summary>The strict client of these tests is strict: a careless server's answers do not pass.</summary>
public sealed class StrictClientTests(Wire wire) : IClassFixture<Wire>
{
    [Theory]
    [InlineData("/Users/{user}")]
    [InlineData("/Groups/{group}")]
    [InlineData("/Users")]
    [InlineData("/Groups")]
    [InlineData("/ServiceProviderConfig")]
    [InlineData("/ResourceTypes/User")]
    [InlineData("/ResourceTypes/Role")]
    [InlineData("/Roles")]
    [InlineData("/Schemas")]
    [InlineData("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Schema")]
    [InlineData("/Users/{user}?attributes=urn:scimify:params:scim:schemas:extension:looker:2.0:User")]
    [InlineData("/Groups/{group}?attributes=urn:scimify:params:scim:schemas:extension:looker:2.0:Group:description,members.display")]
    public async Task It_is_content_with_what_Scimify_answers(string path) => Assert.Equal(200, (await wire.GetAsync(path)).Status);

    [Theory]
    [InlineData("/Users/{user}", "\"userName\":", "\"username\":")]
    [InlineData("/Users/{user}", "\"userName\":", "\"shoeSize\":44,\"userName\":")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":\"true\"")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"password\":\"secret\"")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"title\":7")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"phoneNumbers\":[]")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"phoneNumbers\":{\"value\":\"1\"}")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"ims\":[{\"value\":\"1\",\"primary\":true},{\"value\":\"2\",\"primary\":true}]")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"x509Certificates\":[{\"value\":\"no base64!\"}]")]
    [InlineData("/Users/{user}", "\"active\":true", "\"active\":true,\"urn:scimify:params:scim:schemas:extension:looker:2.0:User\":{\"lookerUserId\":\"5\"}")]
    [InlineData("/Users/{user}", "core:2.0:User\"]", "core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"]")]
    [InlineData("/Users/{user}", "core:2.0:User\"]", "core:2.0:User\",\"urn:example:unknown\"]")]
    [InlineData("/Users/{user}", "\"resourceType\":\"User\"", "\"resourceType\":\"Group\"")]
    [InlineData("/Users/{user}", "\"resourceType\":\"User\",", "")]
    [InlineData("/Users/{user}", "/scim/v2/Users/", "/scim/Users/")]
    [InlineData("/Users/{user}", "\"version\":\"W/", "\"version\":\"")]
    [InlineData("/Users/{user}", "\"created\":\"2", "\"created\":\"x")]
    [InlineData("/Users/{user}", "\"type\":\"direct\"", "\"type\":\"Direct\"")]
    [InlineData("/Groups/{group}", "\"type\":\"User\"", "\"type\":\"user\"")]
    [InlineData("/Groups/{group}", "\"displayName\":\"Pioneers\",", "")]
    [InlineData("/Groups/{group}", "\"$ref\":\"http", "\"$ref\":\"ftp")]
    [InlineData("/Users", "\"totalResults\":1", "\"totalResults\":\"1\"")]
    [InlineData("/Users", "\"totalResults\":1", "\"totalResults\":0")]
    [InlineData("/Users", "\"itemsPerPage\":1", "\"itemsPerPage\":100")]
    [InlineData("/Users", "\"startIndex\":1", "\"startIndex\":0")]
    [InlineData("/Users", "\"startIndex\":1", "\"startIndex\":1,\"count\":1")]
    [InlineData("/ServiceProviderConfig", "\"supported\":true", "\"supported\":\"true\"")]
    [InlineData("/ServiceProviderConfig", "\"maxOperations\"", "\"maxOps\"")]
    [InlineData("/ResourceTypes/User", "\"endpoint\":\"/Users\",", "")]
    [InlineData("/Schemas/urn:ietf:params:scim:schemas:core:2.0:Group", "\"caseExact\":false", "\"caseExact\":\"false\"")]
    public async Task It_refuses_what_is_not_declared(string path, string from, string to)
    {
        var text = (await wire.GetAsync(path)).Text;
        Assert.Contains(from, text);
        var broken = JsonNode.Parse(text.Replace(from, to, StringComparison.Ordinal));
        Assert.ThrowsAny<XunitException>(() => wire.Strict.Check(broken, partial: false, afterWrite: false));
    }
}
