// In the browsers inside WeChat and DingTalk, which save no files: everything that would be one can be looked at, copied,
// or fetched in a browser, and no button ends in nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { axe, perFile, says, screenshots, visit } from './harness.mjs';

perFile();

const agents = {
  WeChat: 'Mozilla/5.0 (Linux; Android 13; V2148A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0.0.0 Mobile Safari/537.36 XWEB/1160065 MMWEBSDK/20231202 MicroMessenger/8.0.47.2560(0x28002F30) WeChat/arm64 NetType/WIFI Language/zh_CN',
  DingTalk: 'Mozilla/5.0 (Windows NT 10.0; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/91.0.4472.164 Safari/537.36 dingtalk-win/1.0.0 nw(0.14.7) DingTalk(7.5.0-Release.7289) Mojo/1.0.0 Native AppType(release) Channel/201200',
};

for (const [name, userAgent] of Object.entries(agents)) {
  test(`${name}: files are shown, not saved`, async () => {
    await visit({ userAgent, width: 390, height: 844 }, async (page) => {
      const saved = [];
      page.on('download', (one) => saved.push(one.suggestedFilename()));
      const panel = page.locator('dialog.panel');
      const close = () => panel.getByRole('button', { name: '关闭' }).click();

      assert.equal(await page.getByRole('button', { name: '下载填报模板' }).count(), 0);
      await page.getByRole('button', { name: '怎样取得填报模板' }).click();
      await says(panel, /在浏览器打开/);
      await close();
      await page.getByRole('button', { name: /虚构示例/ }).click();
      await page.waitForFunction(() => location.hash === '#/result');
      await page.evaluate(() => { location.hash = '#/export'; });
      await page.locator('.page-export').waitFor();
      assert.equal(await page.getByRole('button', { name: '下载' }).count(), 0);
      const [workbook, table] = await page.getByRole('button', { name: '查看' }).all();

      await workbook.click();
      await says(panel, /工作簿不能在这里查看/);
      await close();
      await table.click();
      const text = await panel.getByRole('textbox').inputValue();
      assert.match(text, /学校/);
      assert.ok(!text.startsWith('\ufeff'));
      await panel.getByRole('button', { name: '复制全部' }).click();
      await says(panel.getByRole('status'), /已复制/);
      assert.deepEqual(await axe(page), []);
      await screenshots(page, `in-app-${name}`, { schemes: ['light'], fullPage: false });
      await close();
      await panel.waitFor({ state: 'detached' });
      assert.equal(await table.evaluate((button) => button === document.activeElement), true, 'back where it was opened');

      await page.evaluate(() => { location.hash = '#/result'; });
      await page.locator('.chart-save', { hasText: 'PNG' }).first().click();
      const picture = panel.getByRole('img');
      await picture.waitFor();
      assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 100)));
      assert.deepEqual(saved, []);
    });
  });
}

test('any other browser saves as before', async () => {
  await visit({}, async (page) => {
    await page.getByRole('button', { name: /虚构示例/ }).click();
    await page.waitForFunction(() => location.hash === '#/result');
    await page.evaluate(() => { location.hash = '#/export'; });
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载' }).nth(1).click()]);
    assert.match(file.suggestedFilename(), /\.csv$/);
    assert.equal(await page.locator('dialog.panel').count(), 0);
  });
});
